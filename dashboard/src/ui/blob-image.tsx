import { useCallback } from 'react';

interface BlobImageProps {
  blob: Blob;
  width: number;
  height: number;
  alt: string;
  className?: string;
}

/** An image that was downloaded. Its size is known before it is drawn, so that nothing around it moves. */
export function BlobImage({ blob, width, height, alt, className }: BlobImageProps) {
  const load = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(blob);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [blob],
  );
  return <img ref={load} alt={alt} width={width} height={height} className={className} />;
}
