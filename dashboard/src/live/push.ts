import * as z from 'zod/mini';
import { command, request } from '../api/request';

/**
 * Has the server push new requests to this browser, which shows them also when no page is open. Where the browser has no
 * push service, pages show notifications only while they are open.
 */
let isSubscribed = false;

/** Whether the server pushes requests here, so that pages need not show notifications themselves. */
export const isPushed = (): boolean => isSubscribed;

const keySchema = z.object({ public_key: z.string() });
const scriptUrl = '/app/service-worker.js';

/** Pages may only load scripts through a policy (Trusted Types). TypeScript does not know these yet. */
const trustedSchema = z.object({
  createPolicy: z.custom<CreatePolicy>((value) => typeof value === 'function'),
});
type CreatePolicy = (
  name: string,
  rules: { createScriptURL: () => string },
) => { createScriptURL: (url: string) => string };

function trustedScriptUrl(): string {
  const { trustedTypes } = window as { trustedTypes?: unknown };
  const { data } = trustedSchema.safeParse(trustedTypes);
  if (data === undefined) return scriptUrl;
  const policy = data.createPolicy.call(trustedTypes, 'service-worker', { createScriptURL: () => scriptUrl });
  return policy.createScriptURL(scriptUrl);
}

let registering: Promise<ServiceWorkerRegistration> | null = null;

/** The service worker, registered once. Null in browsers without one, and over plain HTTP. */
async function serviceWorker(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  registering ??= navigator.serviceWorker.register(trustedScriptUrl(), { scope: '/app/' });
  await registering;
  return navigator.serviceWorker.ready;
}

/** Subscribes this browser. It may be repeated: the server keeps one subscription for each browser. */
export async function subscribe(language: string): Promise<void> {
  try {
    const registration = await serviceWorker();
    if (registration === null || !('pushManager' in registration)) return;
    const { public_key: applicationServerKey } = await request('/me/push-key', keySchema);
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey,
    });
    const { endpoint, keys } = subscription.toJSON();
    await command('/me/push-subscription', { method: 'PUT', body: { endpoint, keys, language } });
    isSubscribed = true;
  } catch (error) {
    console.info('requests are not pushed to this browser', error);
  }
}

/** Ends the subscription of this browser. */
export async function unsubscribe(): Promise<void> {
  isSubscribed = false;
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration('/app/');
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return;
  const { endpoint } = subscription;
  await subscription.unsubscribe();
  await command('/me/push-subscription', { method: 'DELETE', body: { endpoint } }).catch(() => undefined);
}

/** Shows a notification through the service worker: the only way on phones. */
export async function notifyByServiceWorker(title: string, options: NotificationOptions): Promise<void> {
  const registration = await serviceWorker();
  await registration?.showNotification(title, options);
}
