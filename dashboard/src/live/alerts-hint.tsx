import { useState } from 'react';
import { useText } from '../i18n';
import { supportsNotifications, turn, useSwitch } from '../shell/preferences';
import { Button } from '../ui/button';

/** Offers notifications to a user who has not decided about them in this browser. */
export function AlertsHint() {
  const { alert: words } = useText();
  const isOn = useSwitch('notify');
  const [isRefused, setIsRefused] = useState(false);
  if (isOn || isRefused || !supportsNotifications() || Notification.permission === 'denied') return null;
  return (
    <div className="mt-8 border-t border-line pt-5 text-sm">
      <p>{words.offer}</p>
      <Button
        size="small"
        className="mt-3"
        onClick={() => void turn('notify', true).then((isTurned) => setIsRefused(!isTurned))}
      >
        {words.turnOn}
      </Button>
    </div>
  );
}
