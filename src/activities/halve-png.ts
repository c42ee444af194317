import { decode, encode } from 'fast-png';

/**
 * A picture of half the width and height, in which each pixel is the average of four. Null if it has too few pixels for
 * that. Takes PNGs of 8 bits for each channel.
 */
export function halvePng(png: Uint8Array): Uint8Array | null {
  const { width: wide, height: high, data: whole, channels } = decode(png);
  const [width, height] = [Math.floor(wide / 2), Math.floor(high / 2)];
  if (width === 0 || height === 0) return null;
  const data = new Uint8Array(width * height * channels);
  const valueAt = (x: number, y: number, channel: number): number =>
    whole[(y * wide + x) * channels + channel] ?? 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        const [left, top] = [2 * x, 2 * y];
        const upper = valueAt(left, top, channel) + valueAt(left + 1, top, channel);
        const lower = valueAt(left, top + 1, channel) + valueAt(left + 1, top + 1, channel);
        data[(y * width + x) * channels + channel] = (upper + lower) / 4;
      }
  return encode({ width, height, data, channels });
}
