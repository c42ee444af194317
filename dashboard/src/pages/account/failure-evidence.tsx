import { useId, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import { useEvidence, useEvidenceScreenshot } from '../../api/evidence';
import type { Evidence } from '../../api/schemas';
import { useText } from '../../i18n';
import { BlobImage } from '../../ui/blob-image';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Snippet } from '../../ui/snippet';
import { LoadError, Loading } from '../../ui/states';
import { useEvidenceSentence } from './evidence-sentence';
import { placeInFile } from './place-in-file';

interface FailureEvidenceProps {
  accountId: string;
  loginId: string;
}

/** Why a session failed: loaded when it is opened, because each read is recorded. */
export function FailureEvidence(props: FailureEvidenceProps) {
  const { evidence: words } = useText();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="mt-4">
      <Button size="small" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <ChevronDown aria-hidden="true" className={classes('size-4', isOpen && 'rotate-180')} />
        {words.open}
      </Button>
      <div id={id}>{isOpen && <LoadedEvidence {...props} />}</div>
    </div>
  );
}

function LoadedEvidence({ accountId, loginId }: FailureEvidenceProps) {
  const evidence = useEvidence(accountId, loginId);
  const screenshot = useEvidenceScreenshot(accountId, loginId);
  const { evidence: words } = useText();
  const say = useEvidenceSentence();
  if (evidence.isLoading || screenshot.isLoading) return <Loading />;
  if (evidence.error) return <LoadError error={evidence.error} onRetry={() => void evidence.refetch()} />;
  if (!evidence.data) return null;
  const { address, title, suggestions, pages } = evidence.data;
  return (
    <div className="mt-4 flex min-w-0 flex-col gap-5 text-sm">
      <p className="text-[0.9375rem]">{say(evidence.data)}</p>
      {address !== null && (
        <p className="wrap-anywhere text-soft">
          {title === '' ? '' : `${title} · `}
          {address}
        </p>
      )}
      {screenshot.data && (
        <figure className="min-w-0">
          <div className="overflow-hidden rounded-xl border border-line bg-white">
            <BlobImage {...screenshot.data} alt={words.screenshot} className="h-auto w-full" />
          </div>
          <figcaption className="mt-2 text-soft">{words.masked}</figcaption>
        </figure>
      )}
      {suggestions.length > 0 && (
        <section className="flex min-w-0 flex-col gap-3">
          <h3 className="font-semibold">{words.suggestions}</h3>
          <p className="text-soft">{words.suggestionsHint}</p>
          {suggestions.map((one) => (
            <Snippet key={one.yaml} value={one.yaml} label={labelOf(words, one)} />
          ))}
        </section>
      )}
      {pages.length > 0 && <PageEntries pages={pages} />}
    </div>
  );
}

/** Which entries of `pages` came near, and why none of them matched. */
function PageEntries({ pages }: Pick<Evidence, 'pages'>) {
  const { evidence: words } = useText();
  const known: Readonly<Record<string, string>> = words.whyNot;
  return (
    <section className="min-w-0">
      <h3 className="font-semibold">{words.entries}</h3>
      <ul className="mt-2 divide-y divide-line rounded-xl border border-line">
        {pages.map(({ place, is, entry, matched, why_not: whyNot, near }) => (
          <li key={place} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2">
            <code className="min-w-0 font-mono text-[0.8125rem] wrap-anywhere">
              pages[{place}] {entry} {is}
            </code>
            <span className={matched ? 'text-good' : 'text-soft'}>
              {matched ? words.matched : (known[whyNot ?? ''] ?? whyNot)}
              {near !== null && ` ${words.near(near)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Words = ReturnType<typeof useText>['evidence'];

function labelOf(words: Words, { action, path }: Evidence['suggestions'][number]): string {
  const place = placeInFile(path);
  if (action === 'add') return words.add(place);
  return action === 'remove' ? words.remove(place) : words.replace(place);
}
