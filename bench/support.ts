import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** What the benchmarks against a running `npm start` share. */

/** Registers a new user at an API; answers how to call it in that user's name. */
export async function signUp(api: string) {
  const credentials = { email: `bench-${randomUUID()}@bench.example`, password: randomUUID() };
  await send(api, 'POST', '/auth/register', { body: credentials });
  const signedIn = await send(api, 'POST', '/auth/login', { body: credentials });
  const { token } = z.object({ token: z.string() }).parse(await signedIn.json());
  return {
    token,
    /** The answer's body; throws when it is a refusal. */
    async call(method: string, path: string, body?: object): Promise<unknown> {
      const response = await send(api, method, path, { token, body });
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
      return response.json();
    },
    send: (method: string, path: string, body?: object) => send(api, method, path, { token, body }),
  };
}

async function send(
  api: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: object | undefined },
): Promise<Response> {
  return fetch(`${api}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Milliseconds that each of some actions took. */
export async function measure(times: number, act: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const startedAt = performance.now();
    await act();
    took.push(performance.now() - startedAt);
  }
  return took;
}
