import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useText } from '../../i18n';
import { Notice } from '../../ui/notice';
import { LoadingOrError } from '../../ui/states';
import { Markdown } from './markdown';

/** The texts of all guides, which are loaded when the first one is read or searched. */
export const useGuideTexts = ({ isNeeded }: { isNeeded: boolean }) =>
  useQuery({
    queryKey: ['guides'],
    queryFn: async (): Promise<Record<string, string>> => (await import('./guide-texts')).guideTexts,
    enabled: isNeeded,
    staleTime: Infinity,
  });

/** A guide of docs/. Scrolls to the heading in the address. */
export function GuideView({ name }: { name: string }) {
  const text = useText().reference;
  const { data: texts, error, refetch } = useGuideTexts({ isNeeded: true });
  const markdown = texts?.[name];
  useEffect(() => {
    if (markdown === undefined) return;
    const anchor = location.hash.slice(1);
    if (anchor === '') scrollTo(0, 0);
    else document.getElementById(anchor)?.scrollIntoView();
  }, [markdown]);
  if (texts === undefined) return <LoadingOrError error={error} onRetry={refetch} />;
  if (markdown === undefined) return <Notice tone="info">{text.unknown}</Notice>;
  return <Markdown markdown={markdown} />;
}
