import type { BrowserContext, Request } from 'playwright-core';
import type { RecordedEntry, RecordedPages } from './recorded-pages.js';

/**
 * Playwright takes the answer whose headers fit a request best. With this one they are those of the first, second, … time that
 * an address was asked.
 */
const turnHeader = 'x-recorded-turn';

/** Numbers the entries of one method and address, in their order. */
export function numberTurns(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const turns = new Map<string, number>();
  return entries.map((entry) => {
    const key = `${entry.request.method} ${entry.request.url}`;
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    return {
      ...entry,
      request: { ...entry.request, headers: [{ name: turnHeader, value: String(turn) }] },
    };
  });
}

/**
 * Answers everything that the pages of a context ask from a recording; nothing reaches the network. What was asked often is
 * answered in turn, and after the last answer with that. An address that was recorded only with another query has the answers
 * of that. `cut` is applied to addresses as it was to those of the recording. Returns the addresses that it lacks,
 * which fail.
 */
export async function replayPages(
  context: BrowserContext,
  { file, entries }: RecordedPages,
  cut: (text: string) => string,
): Promise<Set<string>> {
  const missing = new Set<string>();
  const asked = new Map<string, number>();

  function nextAnswer(request: Request): RecordedEntry | undefined {
    const url = cut(withoutFragment(request.url()));
    const ofMethod = entries.filter((entry) => entry.request.method === request.method());
    const exact = ofMethod.filter((entry) => withoutFragment(entry.request.url) === url);
    const answers =
      exact.length > 0
        ? exact
        : ofMethod.filter((entry) => withoutQuery(entry.request.url) === withoutQuery(url));
    const [first] = answers;
    if (!first) return undefined;
    const key = `${request.method()} ${first.request.url}`;
    const turn = asked.get(key) ?? 0;
    asked.set(key, turn + 1);
    return answers[turn] ?? answers.at(-1);
  }

  // An open socket that says nothing: none is connected.
  await context.routeWebSocket(/./, () => undefined);
  // The redirects of a page can be followed by Playwright alone.
  await context.routeFromHAR(file, { notFound: 'abort' });
  // The newest route is asked first.
  await context.route(/./, async (route) => {
    const request = route.request();
    const answer = nextAnswer(request);
    if (!answer) {
      missing.add(`${request.method()} ${withoutQuery(cut(request.url()))}`);
      await route.abort();
      return;
    }
    const { status, _failureText: failure } = answer.response;
    // A request that its page gave up stays without an answer, as one that was still awaited.
    if (status === -1 && failure !== undefined && failure !== 'net::ERR_ABORTED') await route.abort();
    else {
      const { url, headers } = answer.request;
      await route.fallback({
        url,
        headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      });
    }
  });
  return missing;
}

const withoutFragment = (url: string): string => url.replace(/#.*$/s, '');
const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');
