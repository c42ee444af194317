import { en } from '../src/i18n/en';
import { es } from '../src/i18n/es';
import { requestSentence } from '../src/ui/request-sentence';
import type { NotificationTarget } from './notifications';
import type { PushMessage } from './push-message';

/** Most systems show two buttons. */
const buttonsAtMost = 2;

export const textsOf = (language: string) => (language === 'es' ? es : en);

/**
 * Shows a request as a notification: which bank wants what, for which account, until when, and buttons for its options. Not
 * while a page of the dashboard has the focus, as the page itself shows it.
 */
export async function showRequest(
  { registration, clients }: ServiceWorkerGlobalScope,
  { requestId, accountId, account, bank, language, expiresAt, content }: PushMessage,
): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (windows.some(({ focused }) => focused)) return;
  const text = textsOf(language);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(expiresAt));
  const wanted = content === null ? text.alert.waiting : requestSentence(text, 'wanted', content);
  const options = content !== null && 'options' in content.descriptor ? content.descriptor.options : [];
  const data: NotificationTarget = { path: `/accounts/${accountId}/prompt`, accountId, requestId };
  // `actions` is not in TypeScript's types, as not every browser has it.
  const look: NotificationOptions & { actions: { action: string; title: string }[] } = {
    body: text.alert.body(account, time),
    tag: requestId,
    icon: '/app/icon-192.png',
    badge: '/app/badge-96.png',
    lang: language,
    requireInteraction: true,
    data,
    // With more options than buttons, the page shows them all.
    actions:
      options.length <= buttonsAtMost ? options.map(({ id, label }) => ({ action: id, title: label })) : [],
  };
  await registration.showNotification(text.alert.title(bank, wanted), look);
}
