/** How many attempts one worker process may have under way at once, and when an endpoint counts as slow. */
export interface HostLimits {
  perHost: number;
  /** Attempts at all slow endpoints together. */
  slowEndpoints: number;
  /** How long an attempt waits for a free slot at a busy host before it is deferred. */
  maxWaitMs: number;
  /** An endpoint is slow while an attempt there has been under way for longer than this. */
  slowAfterMs: number;
  /** How long an endpoint stays slow after an attempt timed out, unless an attempt there ends in time before that. */
  slowForMs: number;
  /** Attempts deferred at a slow endpoint return after at least `deferMs`, `deferSpacingMs` apart, at most `maxDeferMs` later. */
  deferMs: number;
  deferSpacingMs: number;
  maxDeferMs: number;
}

export const defaultLimits: HostLimits = {
  perHost: 8,
  slowEndpoints: 40,
  maxWaitMs: 1_000,
  slowAfterMs: 2_000,
  slowForMs: 60_000,
  deferMs: 3_000,
  deferSpacingMs: 500,
  maxDeferMs: 600_000,
};

/** Where an attempt goes. One host may serve the endpoints of many accounts. */
export interface AttemptTarget {
  endpoint: string;
  host: string;
}

export interface Slot {
  /** Frees the slot. `timedOut` marks the endpoint as slow. */
  release: (timedOut: boolean) => void;
}

/** No slot is free: try again after `delayMs`, without occupying the worker until then. */
export interface Deferral {
  deferred: 'busy' | 'slow';
  delayMs: number;
}

interface Attempt {
  startedAtMs: number;
  /** Whether the endpoint was slow when the attempt began. */
  atSlowEndpoint: boolean;
}

interface Endpoint {
  underWay: Set<Attempt>;
  slowUntilMs: number;
  /** When the last deferred attempt is due back. */
  lastDeferredUntilMs: number;
}

interface Host {
  underWay: Set<Attempt>;
  waiting: (() => void)[];
}

export type HostLimiter = ReturnType<typeof createHostLimiter>;

/**
 * Limits the attempts under way at each host, so that no endpoint occupies all slots of the worker. A slow endpoint
 * gets one attempt at a time, and all slow endpoints together at most `slowEndpoints`. Attempts at slow endpoints do
 * not count against their host, which may serve other accounts. Each deferral costs a Temporal activity task, so
 * deferred attempts return spaced out.
 */
export function createHostLimiter(limits: HostLimits = defaultLimits) {
  const endpoints = new Map<string, Endpoint>();
  const hosts = new Map<string, Host>();
  let activeAtSlow = 0;

  return {
    /** Returns a slot for one attempt, which the caller must release, or says when to try again. */
    async acquire(target: AttemptTarget): Promise<Slot | Deferral> {
      if (endpoints.size > 1_000) removeIdle();
      const endpoint = endpoints.get(target.endpoint) ?? {
        underWay: new Set(),
        slowUntilMs: 0,
        lastDeferredUntilMs: 0,
      };
      const host = hosts.get(target.host) ?? { underWay: new Set(), waiting: [] };
      endpoints.set(target.endpoint, endpoint);
      hosts.set(target.host, host);
      if (isSlow(endpoint)) {
        const isFree = endpoint.underWay.size === 0 && activeAtSlow < limits.slowEndpoints;
        return isFree ? occupy(endpoint, host) : deferAtSlow(endpoint);
      }
      if (countFast(host) < limits.perHost) return occupy(endpoint, host);
      const isFree = host.waiting.length < limits.perHost && (await waitForSlot(host));
      return isFree ? occupy(endpoint, host) : { deferred: 'busy', delayMs: 500 + 1_000 * Math.random() };
    },
  };

  function occupy(endpoint: Endpoint, host: Host): Slot {
    const attempt = { startedAtMs: Date.now(), atSlowEndpoint: isSlow(endpoint) };
    endpoint.underWay.add(attempt);
    host.underWay.add(attempt);
    if (attempt.atSlowEndpoint) activeAtSlow += 1;
    return {
      release: (timedOut) => {
        endpoint.underWay.delete(attempt);
        host.underWay.delete(attempt);
        if (attempt.atSlowEndpoint) activeAtSlow -= 1;
        endpoint.slowUntilMs = timedOut ? Date.now() + limits.slowForMs : 0;
        if (countFast(host) < limits.perHost) host.waiting.shift()?.();
      },
    };
  }

  function deferAtSlow(endpoint: Endpoint): Deferral {
    const nowMs = Date.now();
    const nextMs = Math.max(nowMs + limits.deferMs, endpoint.lastDeferredUntilMs + limits.deferSpacingMs);
    endpoint.lastDeferredUntilMs = Math.min(nextMs, nowMs + limits.maxDeferMs);
    return { deferred: 'slow', delayMs: endpoint.lastDeferredUntilMs - nowMs };
  }

  function waitForSlot(host: Host): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timeout);
        resolve(true);
      };
      const timeout = setTimeout(() => {
        host.waiting = host.waiting.filter((waiting) => waiting !== wake);
        resolve(false);
      }, limits.maxWaitMs);
      host.waiting.push(wake);
    });
  }

  /** The attempts that count against a host: those neither begun at a slow endpoint nor slow by now. */
  function countFast({ underWay }: Host): number {
    const slowBeforeMs = Date.now() - limits.slowAfterMs;
    return [...underWay].filter(
      ({ startedAtMs, atSlowEndpoint }) => !atSlowEndpoint && startedAtMs >= slowBeforeMs,
    ).length;
  }

  function isSlow({ slowUntilMs, underWay }: Endpoint): boolean {
    // A Set iterates in insertion order, so the first is the oldest.
    const [oldest] = underWay;
    const nowMs = Date.now();
    return slowUntilMs > nowMs || (oldest !== undefined && nowMs - oldest.startedAtMs > limits.slowAfterMs);
  }

  function removeIdle(): void {
    for (const [name, endpoint] of endpoints)
      if (endpoint.underWay.size === 0 && !isSlow(endpoint)) endpoints.delete(name);
    for (const [name, { underWay, waiting }] of hosts)
      if (underWay.size === 0 && waiting.length === 0) hosts.delete(name);
  }
}
