import { expect, test } from 'vitest';
import { createPerUser } from './per-user.js';
import { scenarios } from './scenarios.js';
import { createSessions, type Session } from './sessions.js';
import { createTrustedBrowsers } from './trusted-browsers.js';

test('the newest entries and the most recent users are kept', () => {
  const lists = createPerUser<number>({ maxUsers: 2, maxEntries: 3 });
  lists.add('a', 1, 2, 3, 4);
  lists.add('b', 5);
  lists.add('a', 6);
  lists.add('c', 7);
  expect(lists.of('a')).toEqual([3, 4, 6]);
  expect(lists.of('b')).toEqual([]);
  expect(lists.of('c')).toEqual([7]);
});

test('the least recently used session is dropped for a new one', () => {
  const ended: Session[] = [];
  const scenario = scenarios.get('ok');
  if (scenario === undefined) throw new Error('no scenario');
  const sessions = createSessions({
    now: () => 0,
    maxSessions: 2,
    idleMs: 1,
    onEnd: (session) => ended.push(session),
  });
  const first = sessions.create('ok+1', scenario, { at: 'accounts' });
  const second = sessions.create('ok+2', scenario, { at: 'accounts' });
  sessions.find(first.id);
  sessions.create('ok+3', scenario, { at: 'accounts' });
  expect(ended.map(({ id }) => id)).toEqual([second.id]);
  expect(sessions.find(first.id)?.username).toBe('ok+1');
});

test('the browser that was trusted first is dropped first', () => {
  const browsers = createTrustedBrowsers({ maxBrowsers: 1 });
  const first = browsers.trust(undefined, 'trusted');
  expect(browsers.trust(first, 'trusted+2')).toBe(first);
  expect(browsers.isTrusted(first, 'trusted')).toBe(true);
  const second = browsers.trust('made-up', 'trusted');
  expect(second).not.toBe('made-up');
  expect(browsers.isTrusted(first, 'trusted')).toBe(false);
  expect(browsers.isTrusted(second, 'trusted')).toBe(true);
});
