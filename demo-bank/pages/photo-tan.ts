import { createHash } from 'node:crypto';
import { type Html, html } from './html.js';

/** Which of the seven segments of a digit are lit: top, upper left, upper right, middle, lower left, lower right, bottom. */
const segments: Record<string, string> = {
  '0': '1110111',
  '1': '0010010',
  '2': '1011101',
  '3': '1011011',
  '4': '0111010',
  '5': '1101011',
  '6': '1101111',
  '7': '1010010',
  '8': '1111111',
  '9': '1111011',
};

/** Places of the segments in a digit of 18 × 34 pixels. */
const bars = [
  { x: 3, y: 0, width: 12, height: 4 },
  { x: 0, y: 2, width: 4, height: 14 },
  { x: 14, y: 2, width: 4, height: 14 },
  { x: 3, y: 15, width: 12, height: 4 },
  { x: 0, y: 18, width: 4, height: 14 },
  { x: 14, y: 18, width: 4, height: 14 },
  { x: 3, y: 30, width: 12, height: 4 },
];

const colours = ['#c62828', '#1565c0', '#2e7d32', '#f9a825'];
const size = 200;
const dot = 20;
const digitWidth = 26;

function rectangle(at: { x: number; y: number; width: number; height: number }, fill: string): Html {
  const { x, y, width, height } = at;
  return html`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" />`;
}

/** Dots in colours that depend on the code, as in a photoTAN. */
function drawDots(code: string): Html[] {
  const perRow = size / dot;
  const noise = createHash('shake256', { outputLength: perRow * perRow })
    .update(code)
    .digest();
  return [...noise].map((byte, at) =>
    rectangle(
      { x: (at % perRow) * dot, y: Math.floor(at / perRow) * dot, width: dot, height: dot },
      colours[byte % colours.length] ?? '',
    ),
  );
}

function drawDigit(digit: string, left: number): Html[] {
  const lit = Array.from(segments[digit] ?? '');
  return bars.flatMap((bar, at) =>
    lit[at] === '1' ? rectangle({ ...bar, x: bar.x + left, y: bar.y + 83 }, '#16302b') : [],
  );
}

/** A picture from which the app reads the code; so can people, because its digits are drawn in the middle. */
export function photoTan(code: string): Html {
  const left = (size - code.length * digitWidth) / 2 + 4;
  const digits = Array.from(code).flatMap((digit, at) => drawDigit(digit, left + at * digitWidth));
  return html`<svg
    id="photo-tan"
    xmlns="http://www.w3.org/2000/svg"
    width="${size}"
    height="${size}"
    role="img"
    aria-label="The picture for the app"
  >
    ${drawDots(code)} ${rectangle({ x: 10, y: 70, width: 180, height: 60 }, '#ffffff')} ${digits}
  </svg>`;
}
