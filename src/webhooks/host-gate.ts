/** How many attempts may be under way at once, in one worker process. */
export interface HostGateLimits {
  perHost: number;
  /** Attempts at all slow hosts together. */
  slowHosts: number;
  /** How long an attempt waits for its turn at a busy host before it is put off. */
  patienceMs: number;
  /** A host is slow while an attempt there is older than this. */
  slowAfterMs: number;
  /** How long a host that let an attempt time out stays slow, if it answers none in the meantime. */
  slowForMs: number;
}

export const usualLimits: HostGateLimits = {
  perHost: 8,
  slowHosts: 40,
  patienceMs: 1_000,
  slowAfterMs: 2_000,
  slowForMs: 60_000,
};

export interface Turn {
  /** Gives the place back, and says whether the host kept us waiting to the end. */
  done: (timedOut: boolean) => void;
}

interface Host {
  /** When each attempt that is under way began. */
  underWay: Set<{ since: number }>;
  waiting: (() => void)[];
  slowUntil: number;
}

export type HostGate = ReturnType<typeof createHostGate>;

/**
 * Keeps few attempts in flight at each host, so that a slow endpoint uses up a small part of the worker's slots
 * and delays nobody else's webhooks. A slow host gets one at a time, and all slow hosts together a bounded share.
 */
export function createHostGate(limits: HostGateLimits = usualLimits) {
  const hosts = new Map<string, Host>();
  let atSlowHosts = 0;

  return {
    /** A turn at the host, or why there is none now: try again later, without keeping a slot. */
    async enter(name: string): Promise<Turn | 'busy' | 'slow'> {
      if (hosts.size > 1_000) forgetIdleHosts();
      const host = hosts.get(name) ?? { underWay: new Set(), waiting: [], slowUntil: 0 };
      hosts.set(name, host);
      if (isSlow(host))
        return host.underWay.size === 0 && atSlowHosts < limits.slowHosts ? take(host) : 'slow';
      if (host.underWay.size < limits.perHost) return take(host);
      if (host.waiting.length >= limits.perHost) return 'busy';
      return (await untilFree(host)) ? take(host) : 'busy';
    },
  };

  function take(host: Host): Turn {
    const attempt = { since: Date.now() };
    const countsAsSlow = isSlow(host);
    host.underWay.add(attempt);
    if (countsAsSlow) atSlowHosts += 1;
    return {
      done: (timedOut) => {
        host.underWay.delete(attempt);
        if (countsAsSlow) atSlowHosts -= 1;
        host.slowUntil = timedOut ? Date.now() + limits.slowForMs : 0;
        // Those who wait at a host that turned out slow leave when their patience ends.
        if (!isSlow(host)) host.waiting.shift()?.();
      },
    };
  }

  function untilFree(host: Host): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(patience);
        resolve(true);
      };
      const patience = setTimeout(() => {
        host.waiting = host.waiting.filter((waiting) => waiting !== wake);
        resolve(false);
      }, limits.patienceMs);
      host.waiting.push(wake);
    });
  }

  function isSlow({ slowUntil, underWay }: Host): boolean {
    // A set keeps its order: the first is the oldest.
    const [oldest] = underWay;
    const now = Date.now();
    return slowUntil > now || (oldest !== undefined && now - oldest.since > limits.slowAfterMs);
  }

  function forgetIdleHosts(): void {
    for (const [name, host] of hosts)
      if (host.underWay.size === 0 && host.waiting.length === 0 && !isSlow(host)) hosts.delete(name);
  }
}
