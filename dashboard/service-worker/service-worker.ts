import { answer, openPath, withdraw } from './notifications';
import { parsePush } from './push-message';
import { showRequest } from './show-request';

declare const self: ServiceWorkerGlobalScope;

/**
 * The service worker of the dashboard: it shows the requests that the server pushes, also when no page is open. It keeps
 * nothing and answers no requests of pages, so that no data of an account is stored in the browser.
 */
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const message = parsePush(event.data?.text() ?? '');
  if (message === null) return;
  event.waitUntil(message.kind === 'show' ? showRequest(self, message) : withdraw(self, message));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    event.action === ''
      ? openPath(self, event.notification.data)
      : answer(self, event.notification.data, event.action),
  );
});
