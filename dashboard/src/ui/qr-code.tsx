import { encode } from 'uqr';

interface QrCodeProps {
  value: string;
  label: string;
}

/** A QR code, black on white also in dark mode: many cameras read no other. */
export function QrCode({ value, label }: QrCodeProps) {
  const { data, size } = encode(value, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-56 shrink-0 rounded-lg border border-line bg-white"
    >
      <path d={squares.join('')} fill="#000" />
    </svg>
  );
}
