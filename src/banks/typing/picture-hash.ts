import { decode } from 'fast-png';

const columns = 9;
const rows = 8;
/** A key is drawn a little differently by each version of a browser; other digits differ by more. */
const mostBitsApart = 10;

/**
 * The difference hash of a picture: in grey, scaled to 9 × 8 by area averaging, with a bit for each pixel that is
 * brighter than its right neighbour; 16 hex digits, the first pixel of the first row in the highest bit.
 */
export function pictureHash(png: Uint8Array): string {
  const picture = decode(png);
  const cells = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => Math.round(averageGrey(picture, row, column))),
  );
  const bits = cells.flatMap((row) =>
    row.slice(0, -1).map((grey, column) => (grey > (row[column + 1] ?? grey) ? '1' : '0')),
  );
  return BigInt(`0b${bits.join('')}`)
    .toString(16)
    .padStart(16, '0');
}

type Picture = Pick<ReturnType<typeof decode>, 'width' | 'height' | 'data' | 'channels'>;

function averageGrey(picture: Picture, row: number, column: number): number {
  const top = (row * picture.height) / rows;
  const left = (column * picture.width) / columns;
  const bottom = top + picture.height / rows;
  const right = left + picture.width / columns;
  let sum = 0;
  let area = 0;
  for (let y = Math.floor(top); y < bottom && y < picture.height; y += 1)
    for (let x = Math.floor(left); x < right && x < picture.width; x += 1) {
      const covered =
        (Math.min(x + 1, right) - Math.max(x, left)) * (Math.min(y + 1, bottom) - Math.max(y, top));
      sum += covered * greyAt(picture, x, y);
      area += covered;
    }
  return area === 0 ? 0 : sum / area;
}

function greyAt({ width, data, channels }: Picture, x: number, y: number): number {
  const at = (y * width + x) * channels;
  const red = data[at] ?? 0;
  // One or two channels: grey, perhaps with alpha.
  if (channels < 3) return red;
  return 0.299 * red + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
}

/** What the nearest of these hashes stands for; null when none is near, or two are as near as each other. */
export function nearestPicture(hash: string, pictures: Readonly<Record<string, string>>): string | null {
  const distances = Object.entries(pictures)
    .map(([known, text]) => ({ text, bits: bitsApart(hash, known) }))
    .sort((a, b) => a.bits - b.bits);
  const [nearest, next] = distances;
  if (!nearest || nearest.bits > mostBitsApart || nearest.bits === next?.bits) return null;
  return nearest.text;
}

function bitsApart(one: string, other: string): number {
  const different = (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2);
  return different.replaceAll('0', '').length;
}
