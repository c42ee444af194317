import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoAnswer } from '../../demo-bank/bank.js';
import { findSecret, partOf, printedParts, showsPicture, wholeDatabase } from '../support/secret-search.js';
import type { Finding } from './audit.js';
import type { Answer } from './customer.js';
import { type Evidence, withEvidence } from './evidence.js';
import type { StruckRequest } from './request-round.js';
import type { Round, Suite } from './round.js';

/**
 * Holds what a round with requests of every type left behind against the bank's ledger. The bank was asked for
 * everything once, and no answer, code or picture is anywhere in clear.
 */
export async function auditRequests(
  { installation, bank }: Suite,
  { struck }: Round<StruckRequest>,
): Promise<Finding[]> {
  return withEvidence(installation, struck, async (evidence) => {
    const places = { database: await wholeDatabase(evidence.db), logs: await readLogs() };
    const files = await readFiles(installation.folder);
    return Promise.all(struck.map((each) => auditLogin(each, evidence, { places, files })));
  });

  async function readLogs(): Promise<string> {
    const logs = (await readFiles(installation.folder)).filter(({ path }) => path.endsWith('.log'));
    return logs.map(({ bytes }) => bytes.toString()).join('\n');
  }

  async function auditLogin(
    one: StruckRequest,
    { db, historyOf }: Evidence,
    { places, files }: { places: Record<string, string>; files: StoredFile[] },
  ): Promise<Finding> {
    const { accountId, username, promised, posted } = one.login;
    const [logins, requests, submissions, events, codes, history] = await Promise.all([
      db.selectFrom('logins').select('outcome').where('account_id', '=', accountId).execute(),
      db.selectFrom('assistance_requests').selectAll().where('account_id', '=', accountId).execute(),
      db.selectFrom('submissions').select(['id', 'outcome']).where('account_id', '=', accountId).execute(),
      bank.ledger(one.login),
      bank.codes(one.login),
      historyOf(accountId),
    ]);
    const outcome = logins[0]?.outcome ?? 'none';
    const broken: string[] = [];
    const check = (holds: boolean, promise: string): void => {
      if (!holds) broken.push(promise);
    };
    const seen = (type: string, has: { accepted?: boolean; state?: string } = {}): number =>
      events.filter(
        (event) =>
          event.type === type &&
          (has.accepted === undefined || event.accepted === has.accepted) &&
          (has.state === undefined || event.state === has.state),
      ).length;
    const replaced = seen('approval_ended', { state: 'replaced' });

    check(logins.length === 1, `one login, but ${logins.length} rows`);
    check(seen('login_submitted') === 1, `logged in ${seen('login_submitted')} times`);
    check(
      seen('approval_asked') === (username.startsWith('push') ? 1 : 0),
      `the phone rang ${seen('approval_asked')} times`,
    );
    const sent = seen('code_sent') + seen('picture_shown');
    const wanted = seen('channel_chosen') + replaced + (username.startsWith('photo-tan') ? 1 : 0);
    check(sent === wanted && sent <= 1, `${sent} codes were sent, ${wanted} were asked for`);
    const { typed } = bank.seen(username);
    check(new Set(typed.map(({ code }) => code)).size === typed.length, 'a code was typed twice');
    const texts = [one.wrongAnswer, demoAnswer].filter((text) => posted.has(text));
    check(seen('question_answered') <= texts.length, 'an answer was typed twice');

    check(
      requests.every(({ status }) => status !== 'pending'),
      'a request is still pending',
    );
    const bears = {
      otp: seen('code_submitted', { accepted: true }),
      choice: seen('channel_chosen'),
      approval: seen('approval_ended', { state: 'approved' }),
      question: seen('question_answered', { accepted: true }),
    };
    for (const { type, status, reason } of requests) {
      check(status !== 'fulfilled' || bears[type] === 1, `${type} fulfilled, but not at the bank`);
      check(reason !== 'replaced' || replaced === 1, 'called replaced, but not at the bank');
    }

    const recorded = new Map(submissions.map((row) => [row.id, row.outcome]));
    /** How often the bank took such an answer, and refused it. */
    const atBank = (answer: Answer): { accepted: number; refused: number } => {
      if ('code' in answer) return { accepted: bears.otp, refused: 0 };
      if ('option' in answer)
        return { accepted: answer.option === 'instead' ? replaced : bears.choice, refused: 0 };
      return answer.text === demoAnswer
        ? { accepted: bears.question, refused: 0 }
        : { accepted: 0, refused: seen('question_answered', { accepted: false }) };
    };
    for (const { id, answer } of promised) {
      const result = recorded.get(id);
      const { accepted, refused } = atBank(answer);
      const [kind] = Object.keys(answer);
      check(typeof result === 'string', `a ${kind} was answered 202 and has no outcome`);
      check(result !== 'accepted' || accepted === 1, `a ${kind} is called accepted, but not by the bank`);
      check(result !== 'rejected' || refused === 1, `a ${kind} is called rejected, but not by the bank`);
      if (accepted + refused > 0)
        check(
          result === (accepted > 0 ? 'accepted' : 'rejected') || result === 'unknown',
          `the bank judged a ${kind}, which is called ${result}`,
        );
    }

    if (seen('logged_in') > 0)
      check(outcome === 'logged_in' || outcome === 'session_lost', `the bank had let it in: ${outcome}`);
    if (outcome === 'logged_in') check(seen('logged_in') === 1, 'called logged in, but the bank was not');
    const expected = one.phase === 'never approved' ? 'expired' : 'logged_in';
    const canGoOn = one.phase === 'picture' && one.login.bank.isResumable;
    const mayBeLost = !one.fault.sparesBrowsers && !canGoOn;
    check(
      outcome === expected || (mayBeLost && outcome === 'session_lost'),
      `${mayBeLost ? `lost or ${expected}` : expected}, but: ${outcome}`,
    );
    check(history.status !== 'RUNNING', 'its workflow is still open');

    const words = [...codes, ...texts];
    const holdsPicture = (text: string | Buffer): boolean =>
      one.picture !== undefined && showsPicture(text.toString(), one.picture);
    for (const [place, text] of Object.entries({ ...places, history: history.text })) {
      if (text.length < 100) throw new Error(`nothing was found in the ${place}`);
      for (const word of words)
        check(findSecret(text, word).length === 0, `a code or an answer is in clear in the ${place}`);
      check(!holdsPicture(text), `a picture is in clear in the ${place}`);
    }
    const parts = one.picture ? [partOf(one.picture), ...printedParts(one.picture)] : [];
    const canaries = [one.wrongAnswer, ...parts];
    for (const { path, bytes } of [...files, { path: 'its history', bytes: Buffer.from(history.text) }])
      check(
        canaries.every((canary) => !bytes.includes(canary)) &&
          !(path.endsWith('.log') && holdsPicture(bytes)),
        `an answer or a picture is in clear in ${path}`,
      );
    return { struck: one, outcome, broken };
  }
}

interface StoredFile {
  path: string;
  bytes: Buffer;
}

/** All files below a folder. Those that are removed meanwhile are left out. */
async function readFiles(folder: string): Promise<StoredFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }): Promise<StoredFile[]> => {
      const path = join(parentPath, name);
      const bytes = await readFile(path).catch(ifGone);
      return bytes ? [{ path, bytes }] : [];
    });
  return (await Promise.all(read)).flat();
}

function ifGone(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
