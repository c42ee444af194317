import { useEffect } from 'react';
import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useLanguage } from '../i18n';
import { supportsNotifications, useSwitch } from '../shell/preferences';
import { subscribe } from './push';

const orderSchema = z.object({ go: z.string() });

/** Keeps this browser subscribed while its notifications are switched on, and opens the page of a clicked notification. */
export function usePush(): void {
  const { language } = useLanguage();
  const isOn = useSwitch('notify');
  const [, go] = useLocation();
  useEffect(() => {
    if (isOn && supportsNotifications() && Notification.permission === 'granted') void subscribe(language);
  }, [isOn, language]);
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    const open = ({ data }: MessageEvent<unknown>) => {
      const order = orderSchema.safeParse(data);
      if (order.success) go(order.data.go);
    };
    serviceWorker.addEventListener('message', open);
    return () => serviceWorker.removeEventListener('message', open);
  }, [go]);
}
