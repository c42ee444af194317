import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { keys } from './query-client';
import { download } from './request';
import type { RequestOf } from './schemas';

/** What a code page shows as a picture. Its size is known before it is drawn, so that nothing around it moves. */
export interface Picture {
  blob: Blob;
  width: number;
  height: number;
}

/**
 * The picture that the person needs to make the code. The bank shows a new one after a rejected code and with another
 * code. Without a picture, nothing is loaded.
 */
export function usePicture(accountId: string, request: RequestOf<'otp'>) {
  const { picture: path } = request.descriptor;
  return useQuery({
    queryKey: [...keys.picture(accountId), request.id, request.attempts, request.requested_at],
    enabled: path !== undefined,
    queryFn: ({ signal }) => loadPicture((path ?? '').replace(/^\/v1/, ''), signal),
    // The old one stays in its place until the new one is there.
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
}

async function loadPicture(path: string, signal: AbortSignal): Promise<Picture> {
  const blob = await download(path, { signal });
  const { width, height } = await createImageBitmap(blob);
  return { blob, width, height };
}
