/** Sets a name in italics on a canvas, as large as it fits. */
const fontOf = (size: number): string => `italic ${size}px "Segoe Script", "Snell Roundhand", cursive`;

export function drawName(canvas: HTMLCanvasElement, name: string, ink: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { offsetWidth: width, offsetHeight: height } = canvas;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  if (name === '') return;
  context.fillStyle = ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const largest = height / 3;
  context.font = fontOf(largest);
  const size = Math.min(largest, (largest * width * 0.9) / context.measureText(name).width);
  context.font = fontOf(size);
  context.fillText(name, width / 2, height / 2);
}
