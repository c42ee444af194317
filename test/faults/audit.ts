import { type Evidence, withEvidence } from './evidence.js';
import type { Round, Struck, StruckLogin, Suite } from './round.js';

/** The audit's result for one login: how it ended, and which promises were broken. */
export interface Finding {
  struck: Struck;
  outcome: string;
  broken: string[];
}

/**
 * Holds what a round left behind against what the bank saw: its ledger, the database and the workflows' histories
 * must agree, and no promise may be broken.
 */
export async function audit(
  { installation, bank }: Suite,
  { struck }: Round<StruckLogin>,
): Promise<Finding[]> {
  return withEvidence(installation, struck, (evidence) =>
    Promise.all(struck.map((each) => auditLogin(each, evidence))),
  );

  async function auditLogin(one: StruckLogin, { db, historyOf }: Evidence): Promise<Finding> {
    const { accountId, username, promised, resends } = one.login;
    const [logins, requests, submissions, events] = await Promise.all([
      db.selectFrom('logins').select('outcome').where('account_id', '=', accountId).execute(),
      db.selectFrom('assistance_requests').selectAll().where('account_id', '=', accountId).execute(),
      db.selectFrom('submissions').select(['id', 'outcome']).where('account_id', '=', accountId).execute(),
      bank.ledger(one.login),
    ]);
    const { visits, typed } = bank.seen(username);
    const outcome = logins[0]?.outcome ?? 'none';
    const broken: string[] = [];
    const check = (holds: boolean, promise: string): void => {
      if (!holds) broken.push(promise);
    };
    const seen = (type: string): number => events.filter((event) => event.type === type).length;
    const judged = events.filter(({ type }) => type === 'code_submitted').map(({ accepted }) => accepted);
    const bankAccepted = judged.includes(true);

    check(logins.length === 1, `one login, but ${logins.length} rows`);
    check(seen('login_submitted') <= 1, `logged in ${seen('login_submitted')} times`);
    check(seen('code_sent') <= 1 + resends, `${seen('code_sent')} codes were sent`);
    check(new Set(typed.map(({ code }) => code)).size === typed.length, 'a code was typed twice');
    check(
      typed.every(({ visit }) => visit === visits[0]),
      'a code was typed into another login',
    );

    check(
      requests.every(({ status }) => status !== 'pending'),
      'a request is still pending',
    );
    const recorded = new Map(submissions.map((row) => [row.id, row.outcome]));
    for (const { id, answer } of promised) {
      const outcome = recorded.get(id);
      check(typeof outcome === 'string', `submission ${id} was answered 202 and has no outcome`);
      // The bank judges the codes of a login in the order of their arrival.
      const verdict = judged[typed.findIndex(({ code }) => 'code' in answer && code === answer.code)];
      check(
        outcome !== 'rejected' || verdict === false,
        'a code is reported as rejected that the bank did not reject',
      );
      check(
        outcome !== 'accepted' || verdict === true,
        'a code is reported as accepted that the bank did not accept',
      );
    }
    const [request] = requests;
    const unknown = submissions.filter((row) => row.outcome === 'unknown').length;
    check(
      (request?.attempts ?? 0) <= typed.length + unknown,
      'an attempt was counted that the bank never saw',
    );

    const isAccepted = submissions.some((row) => row.outcome === 'accepted');
    if (bankAccepted)
      check(outcome === 'logged_in' || outcome === 'session_lost', `the bank had accepted: ${outcome}`);
    if (isAccepted || request?.status === 'fulfilled')
      check(bankAccepted, 'called accepted, but the bank never did');
    if (outcome === 'logged_in') check(seen('logged_in') === 1, 'called logged in, but the bank was not');
    if (outcome === 'session_lost' && typed.length > 0)
      check(unknown > 0, 'a typed code has no honest outcome');
    for (const promise of promisesOf(one)) check(promise.holds(outcome), `${promise.says}, but: ${outcome}`);

    const history = await historyOf(accountId);
    check(history.status !== 'RUNNING', 'its workflow is still open');
    const codes = await bank.codes(one.login);
    check(!codes.some((code) => holdsWord(history.text, code)), 'a code stands in the history');
    return { struck: one, outcome, broken };
  }
}

/** What must become of a login under this fault, beyond what always holds. */
function promisesOf({ fault, phase, answers, login }: StruckLogin) {
  const expected = answers ? 'logged_in' : 'expired';
  const isExpected = (outcome: string): boolean => outcome === expected;
  // If the browser died after a code was typed, the login may be lost, but not while it waits at a code page that can
  // be opened again.
  const canGoOn =
    login.bank.isResumable && (phase === 'while waiting' || phase === 'while a code is sent again');
  return [
    ...(fault.sparesBrowsers ? [{ says: `the browser lived: ${expected}`, holds: isExpected }] : []),
    ...(canGoOn ? [{ says: `another browser could go on: ${expected}`, holds: isExpected }] : []),
    {
      says: 'lost, or as if nothing had happened',
      holds: (outcome: string) => isExpected(outcome) || outcome === 'session_lost',
    },
  ];
}

/** As a whole word: timestamps also contain six digits in a row. */
const holdsWord = (text: string, word: string): boolean => new RegExp(`(?<!\\w)${word}(?!\\w)`).test(text);
