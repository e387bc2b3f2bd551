/** A picture that no file had to be kept for. */
import type { Page } from 'playwright-core';

/** A JPEG of noise, made by the page's own canvas, so that it is as large as a photo is. */
export async function drawPhoto(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d');
      if (!context) return '';
      for (let at = 0; at < 400; at++) {
        context.fillStyle = `hsl(${(at * 47) % 360} 70% ${20 + ((at * 13) % 60)}%)`;
        context.fillRect((at * 97) % w, (at * 61) % h, w / 7, h / 9);
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    [width, height] as const,
  );
  return Buffer.from(base64, 'base64');
}
