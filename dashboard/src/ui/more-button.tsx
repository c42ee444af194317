import { useText } from '../i18n';
import { Button } from './button';

interface MoreButtonProps {
  list: { hasMore: boolean; isLoadingMore: boolean; loadMore: () => void };
}

/** Loads the next page of a list. Renders nothing on the last page. */
export function MoreButton({ list }: MoreButtonProps) {
  const text = useText();
  if (!list.hasMore) return null;
  return (
    <div className="mt-4 flex justify-center">
      <Button isBusy={list.isLoadingMore} onClick={list.loadMore}>
        {text.common.more}
      </Button>
    </div>
  );
}
