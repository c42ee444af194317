import { patched, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type {
  LoginEnd,
  LoginReport,
  OpenedRequest,
  RequestChange,
  RequestEnd,
} from '../assistance/login-report.js';
import type { ApprovalPrompt, CodePrompt, Prompt, StepAnswer } from '../assistance/step-answer.js';
import type { Verdict } from '../assistance/verdict.js';
import type { Phase } from '../assistance/statuses.js';
import type { SubmissionInbox } from './submission-inbox.js';
import { describeProgress, type ShownLogin, type ShownRequest } from './describe-progress.js';
import { createLoginObserver } from './observe-login.js';
import { reports, writesFewEvents } from './login-activities.js';
import { contentOfPrompt } from './prompt-content.js';
import type {
  AssistedLoginInput,
  BankRules,
  LoginStatus,
  PendingRequest,
} from '../temporal/login-messages.js';
import { assistanceExpiresAt, loginOutcome, loginPhase } from '../temporal/search-attributes.js';

/**
 * The state of a login, published everywhere at once: in the database by numbered reports, in Temporal's UI by search
 * attributes and current details, to queries by `status`.
 */
export function createLoginProgress(input: AssistedLoginInput, inbox: SubmissionInbox) {
  const { loginId, accountId } = input;
  const observer = createLoginObserver(input);
  let phase: Phase = 'starting';
  let request: PendingRequest | null = null;
  let opening: string | null = null;
  let isStopping = false;
  let isForgotten = false;
  /** The page that waits for an approval shows something else than when its request was reported. */
  let hasNewContent = false;
  let reportNumber = 0;
  const requests: ShownRequest[] = [];
  let since = now();
  let bankSaid: ShownLogin['bankSaid'] = null;
  let lastStep: ShownLogin['lastStep'] = null;
  let holder: ShownLogin['holder'] = null;
  let endedAs: LoginEnd | null = null;
  let blocked: ShownLogin['blocked'] = null;

  const nextHeader = () => ({ loginId, accountId, runId: workflowInfo().runId, number: ++reportNumber });

  const recordStart = () => reports.recordStart({ ...input, workflowId: workflowInfo().workflowId });

  function describe(next: Phase): void {
    if (phase !== next) since = now();
    phase = next;
    showDetails();
  }

  function showDetails(): void {
    const shown = { phase, since, request, requests, bankSaid, lastStep, holder, end: endedAs, blocked };
    setCurrentDetails(describeProgress(shown));
  }

  function hear(text: string | null): void {
    if (text !== null) bankSaid = { text, at: now() };
  }

  /** Shows the phase, and the deadline of the request if that changes with it, in Temporal. */
  function show(next: Phase, { deadline }: { deadline?: Date | null } = {}): void {
    describe(next);
    const isSeparate = deadline !== undefined && !writesFewEvents();
    if (isSeparate) upsertSearchAttributes([{ key: assistanceExpiresAt, value: deadline }]);
    upsertSearchAttributes([
      { key: loginPhase, value: next },
      ...(deadline !== undefined && !isSeparate ? [{ key: assistanceExpiresAt, value: deadline }] : []),
    ]);
  }

  async function report(news: Partial<Pick<LoginReport, 'request' | 'loggedIn' | 'end'>>): Promise<void> {
    const submissions = inbox.takeNews();
    observer.submissionsSettled(submissions, news.request?.requestId ?? request?.requestId ?? null);
    const result = await reports.reportLogin({
      ...nextHeader(),
      phase: isStopping ? 'stopping' : phase,
      request: news.request ?? null,
      submissions,
      loggedIn: news.loggedIn ?? false,
      end: news.end ?? null,
    });
    blocked = result?.blocked ?? null;
  }

  const openedAgain = (pending: PendingRequest): OpenedRequest => ({
    ...nextHeader(),
    ...pending,
    waitSeconds: Math.max((Date.parse(pending.expiresAt) - Date.now()) / 1_000, 1),
    resendAfterSeconds: pending.resendAvailableAt === null ? null : 0,
  });

  const changeOf = (changed: PendingRequest): RequestChange => {
    const { requestId, attempts, previousOutcome, bankMessage } = changed;
    const approval = hasNewContent && changed.type === 'approval' ? { approval: changed.descriptor } : {};
    hasNewContent = false;
    return { requestId, attempts, previousOutcome, bankMessage, ...approval, end: null };
  };

  return {
    status: (): LoginStatus => ({ loginId, phase: isStopping ? 'stopping' : phase, request, opening }),

    /** The login is to be stopped, as soon as no step is in progress. */
    markStopping(): void {
      isStopping = true;
    },

    /** A process holds the browser now, or none does (null). */
    heldBy(process: { worker: string; host: string } | null): void {
      if (process) holder = { ...process, since: now(), until: null };
      else if (holder) holder = { ...holder, until: now() };
      showDetails();
    },

    /** A step was answered. */
    stepAnswered(summary: string, answer: StepAnswer): void {
      lastStep = { summary, answer: answer.is };
      hear('bankMessage' in answer ? answer.bankMessage : null);
    },

    async started(): Promise<void> {
      observer.started();
      await recordStart();
      // The API has set this phase when it started the login.
      if (writesFewEvents()) describe('starting');
      else show('starting');
    },

    async enter(next: Phase): Promise<void> {
      show(next);
      await report({});
    },

    /** A step begins that records its phase itself (src/db/logins/bank-steps.ts). */
    async enterStep(next: 'logging_in' | 'submitting_code'): Promise<void> {
      if (next === 'submitting_code') observer.submissionTaken();
      // A code is typed within a second: that is not worth an event.
      if (next === 'submitting_code' && writesFewEvents()) describe(next);
      else show(next);
      if (!writesFewEvents() || inbox.hasNews) await report({});
    },

    /** The database no longer knows this login: everything is reported again with the next news. */
    markForgotten(): void {
      isForgotten = true;
    },

    get hasNews(): boolean {
      return inbox.hasNews || isForgotten || hasNewContent;
    },

    /** Reports what is new without a change of phase: outcomes of submissions, or everything after `markForgotten`. */
    async reportNews(): Promise<void> {
      if (!isForgotten) return report(hasNewContent && request ? { request: changeOf(request) } : {});
      isForgotten = false;
      await recordStart();
      if (request) await reports.openRequest(openedAgain(request));
      await report({ loggedIn: phase === 'running', ...(request && { request: changeOf(request) }) });
    },

    /** Opens a request. Null when the account is gone. For every reader, the request exists from the commit of its row. */
    async openRequest({
      requestId,
      prompt,
      rules,
      waitSeconds,
    }: {
      requestId: string;
      prompt: Prompt;
      rules: BankRules;
      waitSeconds: number;
    }): Promise<{ secondsLeft?: number } | null> {
      // Codes that arrive while the row is being committed are for this request already.
      inbox.openFor(requestId);
      opening = requestId;
      const content = contentOfPrompt(prompt);
      const isForCode = prompt.is === 'code_required';
      const maxAttempts = isForCode ? rules.maxAttempts : null;
      const insert = () =>
        reports.openRequest({
          ...nextHeader(),
          ...content,
          requestId,
          maxAttempts,
          bankMessage: prompt.bankMessage,
          requestedAt: prompt.requestedAt,
          waitSeconds,
          resendAfterSeconds: isForCode && prompt.canResend ? rules.resendAfterSeconds : null,
        });
      let times = await insert();
      // The account is gone, or a restored database does not know this login: report the login, then the request.
      if (!times && patched('tell-a-restored-database')) {
        await recordStart();
        times = await insert();
      }
      opening = null;
      if (!times) return null;
      const { secondsLeft, ...moments } = times;
      request = {
        ...content,
        requestId,
        attempts: 0,
        maxAttempts,
        previousOutcome: null,
        bankMessage: prompt.bankMessage,
        requestedAt: prompt.requestedAt,
        ...moments,
      };
      observer.requestOpened(request);
      requests.push({ requestId, type: content.type, createdAt: times.createdAt, end: null });
      show('waiting_for_code', { deadline: new Date(times.expiresAt) });
      return { secondsLeft };
    },

    /** The page of the open request shows something else now. It is reported with the next news. */
    replaceContent(prompt: ApprovalPrompt): void {
      if (!request) return;
      request = { ...request, ...contentOfPrompt(prompt) };
      hasNewContent = true;
      describe('waiting_for_code');
    },

    /** The id of the open request; empty when there is none. */
    requestId: (): string => request?.requestId ?? '',

    attempts: (): number => request?.attempts ?? 0,

    /** Records what the bank answered to a submission: the request stays open, or ends. */
    async answerTried(answer: StepAnswer, verdict: Verdict): Promise<void> {
      if (!request) return;
      request = {
        ...request,
        attempts: request.attempts + (verdict.counts ? 1 : 0),
        previousOutcome: verdict.outcome === 'rejected' ? 'rejected' : request.previousOutcome,
        bankMessage:
          verdict.outcome === 'rejected' && 'bankMessage' in answer
            ? answer.bankMessage
            : request.bankMessage,
      };
      if (verdict.request) return this.closeRequest(verdict.request, { loggedIn: answer.is === 'logged_in' });
      show('waiting_for_code');
      await report({ request: changeOf(request) });
    },

    /** Records that the bank sent another code. Returns the seconds until the new deadline; null if the request has ended. */
    async renewRequest(prompt: CodePrompt, waitSeconds: number, rules: BankRules): Promise<number | null> {
      if (!request) return null;
      const renewed = await reports.renewRequest({
        ...nextHeader(),
        requestId: request.requestId,
        bankMessage: prompt.bankMessage,
        requestedAt: prompt.requestedAt,
        waitSeconds,
        resendAfterSeconds: prompt.canResend ? rules.resendAfterSeconds : null,
      });
      if (!renewed) return null;
      const { expiresAt, resendAvailableAt } = renewed;
      const { bankMessage, requestedAt } = prompt;
      request = { ...request, bankMessage, requestedAt, expiresAt, resendAvailableAt };
      show('waiting_for_code', { deadline: new Date(expiresAt) });
      return renewed.waitSeconds;
    },

    /**
     * Ends the open request, if there is one. `loggedIn`: the bank has let the login in. This is one report with the
     * outcome of the code: a caller that reads `accepted` finds the session.
     */
    async closeRequest(end: RequestEnd, { loggedIn = false }: { loggedIn?: boolean } = {}): Promise<void> {
      if (!request) return;
      const change = { ...changeOf(request), end };
      inbox.close(end.status, request.type);
      observer.requestEnded(request.requestId, end);
      const { requestId } = request;
      const shown = requests.find((one) => one.requestId === requestId);
      if (shown) shown.end = end;
      request = null;
      const goesOn = end.status === 'fulfilled' || (end.status === 'cancelled' && end.reason === 'replaced');
      const next = loggedIn && writesFewEvents() ? 'running' : goesOn ? 'logging_in' : 'stopping';
      show(next, { deadline: null });
      await report({ request: change, loggedIn });
    },

    /** The session is open. Its request, if it had one, was closed with this. */
    async loggedIn(): Promise<void> {
      if (phase === 'running') return;
      show('running');
      await report({ loggedIn: true });
    },

    async ended(end: LoginEnd): Promise<void> {
      observer.ended(end);
      upsertSearchAttributes([{ key: loginOutcome, value: end.outcome }]);
      await report({ end });
      endedAs = end;
      since = now();
      showDetails();
    },
  };
}

const now = (): string => new Date().toISOString();

export type LoginProgress = ReturnType<typeof createLoginProgress>;
