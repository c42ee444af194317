import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { nearestPicture, pictureHash } from './picture-hash.js';

/** A PNG of this size whose pixel at a place has this colour. */
function png(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => readonly number[],
): Uint8Array {
  const channels = colourAt(0, 0).length;
  const data = Uint8Array.from(
    Array.from({ length: width * height }, (_, at) => colourAt(at % width, Math.floor(at / width))).flat(),
  );
  return encode({ width, height, data, channels });
}

describe('the hash of a picture', () => {
  test('has a bit for each pixel that is brighter than its right neighbour, row by row', () => {
    const pixels = png(9, 8, (x, y) => [y === 0 && x === 0 ? 200 : y === 7 && x === 7 ? 50 : 10]);
    expect(pictureHash(pixels)).toBe('8000000000000001');
  });

  test.each([
    ['falls from left to right', (x: number) => 250 - x, 'ffffffffffffffff'],
    ['rises from left to right', (x: number) => x, '0000000000000000'],
    ['is of one grey', () => 128, '0000000000000000'],
  ])('of a picture whose grey %s', (_, grey, hash) => {
    expect(pictureHash(png(45, 40, (x) => [grey(x), grey(x), grey(x)]))).toBe(hash);
  });

  test('weighs the colours as eyes do, and leaves alpha alone', () => {
    // Green 100 is brighter than red 190 and than blue 255.
    const colours = [
      [0, 100, 0, 255],
      [190, 0, 0, 255],
      [0, 0, 255, 255],
    ];
    const pixels = png(9, 8, (x) => colours[x] ?? [0, 0, 0, 255]);
    expect(pictureHash(pixels)).toBe('e0e0e0e0e0e0e0e0');
  });

  test('averages the area of each cell, also where cells end within a pixel', () => {
    // 10 columns on 9 cells: the first cell has the whole first pixel and a ninth of the second.
    const pixels = png(10, 8, (x) => [x === 1 ? 90 : 0]);
    expect(pictureHash(pixels)).toBe('4040404040404040');
  });
});

describe('the nearest picture', () => {
  const pictures = { '00000000000000ff': '1', ff00000000000000: '2' };

  const nearest: [hash: string, text: string | null, why: string][] = [
    ['00000000000000ff', '1', 'the same'],
    ['00000000000ffcff', '1', '10 bits away'],
    ['00000000000ffeff', null, '11 bits away'],
    ['f00000000000000f', null, 'as near to both'],
  ];
  test.each(nearest)('of %s is %s: %s', (hash, text) => {
    expect(nearestPicture(hash, pictures)).toBe(text);
  });

  test('is none where none is known', () => {
    expect(nearestPicture('00000000000000ff', {})).toBeNull();
  });
});
