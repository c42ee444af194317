import { useEffect, useState } from 'react';
import { serverNowMs } from '../api/server-clock';

/** The server's time in Unix milliseconds, updated every `everyMs`, for countdowns and relative times. */
export function useServerNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
