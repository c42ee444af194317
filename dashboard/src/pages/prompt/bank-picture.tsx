import { useId } from 'react';
import type { usePicture } from '../../api/picture';
import { useText } from '../../i18n';
import { BlobImage } from '../../ui/blob-image';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Notice } from '../../ui/notice';

/** The picture that the person scans to get the code, with a button to load it again if that failed. */
export function BankPicture({ picture }: { picture: ReturnType<typeof usePicture> }) {
  const text = useText();
  const captionId = useId();
  if (picture.data === undefined) {
    return (
      <Notice tone="bad" title={text.picture.failed} role="alert" className="w-full sm:w-64">
        <Button
          size="small"
          className="mt-2"
          isBusy={picture.isFetching}
          onClick={() => void picture.refetch()}
        >
          {text.common.tryAgain}
        </Button>
      </Notice>
    );
  }
  return (
    <figure className="max-w-full min-w-0">
      {/* At its natural size: a scaled one may not be readable for the device. White, as some need a light margin. */}
      <div
        role="group"
        aria-labelledby={captionId}
        tabIndex={0}
        className={classes(
          'w-fit max-w-full overflow-x-auto rounded-xl border border-line bg-white p-4',
          picture.isPlaceholderData && 'opacity-40',
        )}
      >
        <BlobImage {...picture.data} alt={text.picture.alt} className="max-w-none" />
      </div>
      <figcaption id={captionId} className="mt-2 max-w-64 text-sm text-soft">
        {text.picture.hint}
      </figcaption>
    </figure>
  );
}
