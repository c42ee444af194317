import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createLog } from '../../src/process/create-log.js';
import { startApi } from './support/api-under-test.js';

it('every request is logged once, under its id and without secrets', async () => {
  const lines: string[] = [];
  const api = await startApi({
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  });
  try {
    const { token, email, password } = await api.signUp();
    const { key } = await api.addKey(token);
    const accountId = await api.addAccount(token, {
      bank_password: 'hunter2-secret',
      totp_secret: 'JBSWY3DPEHPK3PXP',
    });
    await api.call('POST', '/auth/login', { json: { email, password: 'a wrong password' } });
    await api.call('POST', `/v1/accounts/${accountId}/otp?code=918273`, {
      key,
      json: { code: '918273' },
      headers: { Cookie: 'session=cookie-secret', 'x-api-key': key },
    });
    await api.call('POST', '/auth/login', {
      raw: '{"password":"broken-secret"',
      headers: { 'Content-Type': 'application/json' },
    });
    // A bug, in the form of a database error: its message and values stay in the log.
    await api.db.schema.alterTable('account_configs').renameTo('elsewhere').execute();
    const bug = await api.call('POST', `/accounts/${accountId}/scrape`, { token });
    expect(bug.status).toBe(500);
    expect(bug.text).toBe(
      JSON.stringify({
        error: {
          code: 'INTERNAL_ERROR',
          message: 'Internal error. Report the `X-Request-Id` of this response to the operator.',
        },
      }),
    );

    const log = lines.join('');
    const id = bug.headers.get('x-request-id');
    expect(lines.filter((line) => line.includes(`"${id}"`)).length).toBe(2); // the error, and the response
    expect(lines.find((line) => line.includes(`"${id}"`))).toContain('42P01');
    expect(log).toContain('"path":"/auth/login"');
    const secrets = [
      ...[token, key, password, 'a wrong password', 'hunter2-secret', 'JBSWY3DPEHPK3PXP', '918273'],
      ...['cookie-secret', 'broken-secret'],
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);
  } finally {
    await api.close();
  }
});

it('a readiness probe that fails is logged in one line that says what is missing', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info' }, { write: (line) => void lines.push(line) });
  const api = await startApi({ log });
  try {
    const probe = await api.call('GET', '/ready');
    expect([probe.status, lines.length]).toEqual([503, 1]);
    const [line = ''] = lines;
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      msg: 'Not available: worker.',
      req: { path: '/ready', id: probe.headers.get('x-request-id') },
    });
    expect(line).not.toContain('stack');
  } finally {
    await api.close();
  }
});

it('an error keeps its message, stack and cause in the log, and loses what libraries attach', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info' }, { write: (line) => void lines.push(line) });
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (code)=(918273)' });
  log.warn({ error: new TypeError('it broke', { cause }) }, 'Activity failed');
  const { error } = JSON.parse(lines[0] ?? '') as { error: Record<string, unknown> };
  expect(error).toMatchObject({ name: 'TypeError', message: 'it broke' });
  expect(error['stack']).toContain('logs.test.ts');
  expect(error['cause']).toMatchObject({ code: '23505', message: 'duplicate key' });
  expect(lines.join('')).not.toContain('918273');
});
