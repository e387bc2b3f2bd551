/** Reads a QR code as a scanner does: from its dark and light modules on the page, by a library that has no part in drawing it. */
import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';
import { must } from '../../shared/lib/assert.ts';

/** Pixels a module; a camera's picture has about as many. */
const scale = 4;

/** The text of the code that the `svg` draws. */
export async function readCode(svg: Locator): Promise<string> {
  const { size, dark } = await svg.evaluate((drawn) => {
    const path = drawn.querySelector('path') as SVGPathElement;
    const { width } = (drawn as SVGSVGElement).viewBox.baseVal;
    const point = (drawn as SVGSVGElement).createSVGPoint();
    return {
      size: width,
      dark: Array.from({ length: width * width }, (_, at) => {
        [point.x, point.y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
        return path.isPointInFill(point);
      }),
    };
  });
  const edge = size * scale;
  const pixels = new Uint8ClampedArray(edge * edge * 4).fill(255);
  for (let at = 0; at < edge * edge; at++) {
    const [x, y] = [Math.floor((at % edge) / scale), Math.floor(at / edge / scale)];
    if (dark[y * size + x]) pixels.fill(0, at * 4, at * 4 + 3);
  }
  return must(read(pixels, edge), 'no scanner reads this code').data;
}

const read = (pixels: Uint8ClampedArray, edge: number) => jsQR.default(pixels, edge, edge);
