import * as z from 'zod/mini';
import type { PushMessage } from './push-message';
import { textsOf } from './show-request';

const pathSchema = z.object({ path: z.string() });
const targetSchema = z.extend(pathSchema, { accountId: z.string(), requestId: z.string() });

/** The page of a notification, and the request that its buttons answer. */
export type NotificationTarget = z.infer<typeof targetSchema>;

/**
 * Closes the notification of a request that was answered or has ended. Browsers want every push to show something; if no
 * other notification is left, a silent one takes its place that says so.
 */
export async function withdraw(
  { registration }: ServiceWorkerGlobalScope,
  { requestId, account, language }: PushMessage,
): Promise<void> {
  const shown = await registration.getNotifications();
  const own = shown.filter(({ tag }) => tag === requestId);
  if (own.length === 0) return;
  if (shown.length > own.length) {
    for (const notification of own) notification.close();
    return;
  }
  const data: unknown = own[0]?.data;
  await registration.showNotification(textsOf(language).alert.over, {
    body: account,
    tag: requestId,
    icon: '/app/icon-192.png',
    silent: true,
    data,
  });
}

/** Shows a page of the dashboard: in a window that is open, or in a new one. */
export async function openPath({ clients }: ServiceWorkerGlobalScope, data: unknown): Promise<void> {
  const { path = '/' } = pathSchema.safeParse(data).data ?? {};
  const [open] = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) {
    await clients.openWindow(`/app${path}`);
    return;
  }
  open.postMessage({ go: path });
  await open.focus();
}

/** Sends the option of a button, with the session of this browser. If that fails, shows the page. */
export async function answer(scope: ServiceWorkerGlobalScope, data: unknown, option: string): Promise<void> {
  const target = targetSchema.safeParse(data).data;
  if (target === undefined) return;
  const isSent = await fetch(`/api/accounts/${target.accountId}/answer`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Requested-With': 'dashboard',
      'Idempotency-Key': `${target.requestId}:${option}`.replace(/[^!-~]/g, '_').slice(0, 255),
    },
    body: JSON.stringify({ option, request_id: target.requestId }),
    credentials: 'same-origin',
  }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isSent) await openPath(scope, data);
}
