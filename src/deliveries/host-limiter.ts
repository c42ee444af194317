/** How many attempts may be under way at once, in one worker process. */
export interface HostGateLimits {
  perHost: number;
  /** Attempts at all slow endpoints together. */
  slowEndpoints: number;
  /** How long an attempt waits for its turn at a busy host before it is put off. */
  patienceMs: number;
  /** An endpoint is slow while an attempt there is older than this. */
  slowAfterMs: number;
  /** How long an endpoint that let an attempt time out stays slow, if it answers none in the meantime. */
  slowForMs: number;
  /** Whoever is put off at a slow endpoint comes back no sooner than so, and one after the other with this between. */
  putOffMs: number;
  putOffEveryMs: number;
  longestPutOffMs: number;
}

export const usualLimits: HostGateLimits = {
  perHost: 8,
  slowEndpoints: 40,
  patienceMs: 1_000,
  slowAfterMs: 2_000,
  slowForMs: 60_000,
  putOffMs: 3_000,
  putOffEveryMs: 500,
  longestPutOffMs: 600_000,
};

/** Where an attempt goes: many accounts' endpoints may be at one host. */
export interface Place {
  endpoint: string;
  host: string;
}

export interface Turn {
  /** Gives the place back, and says whether the endpoint kept us waiting to the end. */
  done: (timedOut: boolean) => void;
}

/** There is no turn now: try again then, without keeping a slot meanwhile. */
export interface PutOff {
  putOff: 'busy' | 'slow';
  pauseMs: number;
}

interface Attempt {
  since: number;
  isAtSlow: boolean;
}

interface Endpoint {
  underWay: Set<Attempt>;
  slowUntil: number;
  /** When the last of those who were put off comes back. */
  lastReturnAt: number;
}

interface Host {
  underWay: Set<Attempt>;
  waiting: (() => void)[];
}

export type HostGate = ReturnType<typeof createHostGate>;

/**
 * Keeps few attempts in flight at each host, so that no endpoint uses up the worker's slots. A slow endpoint gets one
 * at a time, and all slow ones together a bounded share; they do not count at their host, whose other endpoints are
 * other accounts'. Whoever is put off costs a task of Temporal's each time, so they come back in a long row.
 */
export function createHostGate(limits: HostGateLimits = usualLimits) {
  const endpoints = new Map<string, Endpoint>();
  const hosts = new Map<string, Host>();
  let atSlowEndpoints = 0;

  return {
    /** A turn at the place, or when to come back. */
    async enter(place: Place): Promise<Turn | PutOff> {
      if (endpoints.size > 1_000) forgetIdle();
      const endpoint = endpoints.get(place.endpoint) ?? {
        underWay: new Set(),
        slowUntil: 0,
        lastReturnAt: 0,
      };
      const host = hosts.get(place.host) ?? { underWay: new Set(), waiting: [] };
      endpoints.set(place.endpoint, endpoint);
      hosts.set(place.host, host);
      if (isSlow(endpoint)) {
        const isFree = endpoint.underWay.size === 0 && atSlowEndpoints < limits.slowEndpoints;
        return isFree ? take(endpoint, host) : putOffAtSlow(endpoint);
      }
      if (quickAt(host) < limits.perHost) return take(endpoint, host);
      const isInTime = host.waiting.length < limits.perHost && (await untilFree(host));
      return isInTime ? take(endpoint, host) : { putOff: 'busy', pauseMs: 500 + 1_000 * Math.random() };
    },
  };

  function take(endpoint: Endpoint, host: Host): Turn {
    const attempt = { since: Date.now(), isAtSlow: isSlow(endpoint) };
    endpoint.underWay.add(attempt);
    host.underWay.add(attempt);
    if (attempt.isAtSlow) atSlowEndpoints += 1;
    return {
      done: (timedOut) => {
        endpoint.underWay.delete(attempt);
        host.underWay.delete(attempt);
        if (attempt.isAtSlow) atSlowEndpoints -= 1;
        endpoint.slowUntil = timedOut ? Date.now() + limits.slowForMs : 0;
        if (quickAt(host) < limits.perHost) host.waiting.shift()?.();
      },
    };
  }

  function putOffAtSlow(endpoint: Endpoint): PutOff {
    const now = Date.now();
    const longest = now + limits.longestPutOffMs;
    const next = Math.max(now + limits.putOffMs, endpoint.lastReturnAt + limits.putOffEveryMs);
    endpoint.lastReturnAt = Math.min(next, longest);
    return { putOff: 'slow', pauseMs: endpoint.lastReturnAt - now };
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

  /** The attempts that count at a host: not those at endpoints which are, or turn out to be, slow. */
  function quickAt({ underWay }: Host): number {
    const slowBefore = Date.now() - limits.slowAfterMs;
    return [...underWay].filter(({ since, isAtSlow }) => !isAtSlow && since >= slowBefore).length;
  }

  function isSlow({ slowUntil, underWay }: Endpoint): boolean {
    // A set keeps its order: the first is the oldest.
    const [oldest] = underWay;
    const now = Date.now();
    return slowUntil > now || (oldest !== undefined && now - oldest.since > limits.slowAfterMs);
  }

  function forgetIdle(): void {
    for (const [name, endpoint] of endpoints)
      if (endpoint.underWay.size === 0 && !isSlow(endpoint)) endpoints.delete(name);
    for (const [name, { underWay, waiting }] of hosts)
      if (underWay.size === 0 && waiting.length === 0) hosts.delete(name);
  }
}
