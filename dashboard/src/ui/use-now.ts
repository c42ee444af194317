import { useEffect, useState } from 'react';
import { serverNowMs } from '../api/server-clock';

/** The server's time, told anew every `everyMs`: for countdowns and "3 minutes ago". */
export function useServerNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
