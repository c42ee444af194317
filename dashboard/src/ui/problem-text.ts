import { Problem } from '../api/problem';
import { type RefObject, useEffect, useRef } from 'react';
import { useText } from '../i18n';
import type { Messages } from '../i18n/messages';

/**
 * The text that describes an error to the user: our own where the catalog has one, else the API's message.
 * Empty without an error.
 */
export function useProblemText(error: Error | null): string {
  const text = useText();
  if (error === null) return '';
  if (!(error instanceof Problem)) return text.common.unexpected;
  const known: Readonly<Record<string, string>> = text.problems;
  const reason = error.word('reason');
  const isLimit = error.code === 'RATE_LIMITED' && reason !== 'code_budget';
  if (isLimit && error.retryAfterSeconds !== null) return text.common.tooManyTries(error.retryAfterSeconds);
  const said = (reason === null ? undefined : known[`${error.code}.${reason}`]) ?? known[error.code];
  if (said !== undefined) return said;
  const [issue] = error.issues;
  return issue === undefined
    ? error.message
    : `${fieldName(text, issue.path)}: ${inWords(text, issue.message)}`;
}

/** Returns a function that finds the API's complaint about one form field, null if there is none. */
export function useIssues(error: Error | null): (field: string) => string | null {
  const text = useText();
  return (field) => {
    if (!(error instanceof Problem)) return null;
    const issue = error.issues.find(
      ({ path }) => path === field || path.endsWith(`.${field}`) || path.startsWith(`${field}.`),
    );
    return issue === undefined ? null : inWords(text, issue.message);
  };
}

/** Returns a ref for a form. When the API refuses what was sent, the focus moves to the first field that is wrong. */
export function useFocusOnRefusal(error: Error | null): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error]);
  return form;
}

/** The label that the dashboard shows for a field of the API. */
export function fieldName({ config, fields, notifications }: Messages, path: string): string {
  const names: Readonly<Record<string, string>> = {
    ...fields,
    bank_username: config.username,
    bank_password: config.password,
    bank_secrets: config.bankSecrets,
    bank_answers: config.answersTitle,
    preferred_channels: config.channels,
    proxy_url: config.proxy,
    mailbox_url: config.mailbox,
    totp_secret: config.totp,
    session_type: config.type,
    login_mode: config.mode,
    otp_wait_seconds: config.wait,
    max_codes_per_day: config.budget,
    fatal_after_failures: config.fatal,
    evidence: config.evidence,
    retry_when_bank_unavailable: config.retry,
    sms_senders: config.senders,
    notification_endpoint_url: config.url,
    notification_auth_type: config.auth,
    notification_auth_token: config.token,
    notification_signing_secret: config.signingTitle,
    notification_slack_url: config.slackUrl,
    notification_email: config.email,
    notification_events: config.events,
    destination: notifications.destination,
    auth_token: notifications.token,
    events: config.events,
    banks: notifications.banks,
    account_ids: notifications.accounts,
    escalate_after_seconds: notifications.escalate,
  };
  // The bank's own word for a secret of its own is better than none.
  return names[path.replace(/\.\d+$/, '')] ?? path.replace(/^bank_secrets\./, '');
}

/**
 * The API's messages about fields are written for developers. Those that users can cause have a translation.
 */
function inWords({ issues }: Messages, message: string): string {
  const known: Readonly<Record<string, string>> = issues;
  return known[message] ?? message;
}
