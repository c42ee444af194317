import { supportsNotifications } from '../shell/preferences';
import { notifyByServiceWorker } from './push';

/**
 * Shows a notification of the browser. Chrome on Android has the constructor but
 * throws when it is called; there the service worker shows it.
 */
export function notify(
  title: string,
  { path, ...options }: NotificationOptions & { path: string },
  open: (path: string) => void,
): void {
  if (!supportsNotifications() || Notification.permission !== 'granted') return;
  const look = { ...options, icon: '/app/icon-192.png' };
  try {
    const notification = new Notification(title, look);
    notification.onclick = () => {
      window.focus();
      open(path);
      notification.close();
    };
  } catch {
    void notifyByServiceWorker(title, { ...look, data: { path } }).catch((error: unknown) =>
      console.info('this browser shows no notifications', error),
    );
  }
}
