import { describe, expect, it } from 'vitest';
import { parseMailboxUrl } from './mailbox-url.js';

describe('the URL of a mailbox', () => {
  it('names server, user, password and folder', () => {
    expect(parseMailboxUrl('imaps://ana%40mail.example:p%3Aw%2F@imap.mail.example/Bank%20codes')).toEqual({
      mailbox: {
        host: 'imap.mail.example',
        port: 993,
        isSecure: true,
        user: 'ana@mail.example',
        password: 'p:w/',
        folder: 'Bank codes',
      },
    });
  });

  it('has the port of its scheme and the folder INBOX by default', () => {
    expect(parseMailboxUrl('imap://ana:pw@[::1]')).toMatchObject({
      mailbox: { host: '::1', port: 143, isSecure: false, folder: 'INBOX' },
    });
    expect(parseMailboxUrl('imaps://ana:pw@mail.example:1993/')).toMatchObject({
      mailbox: { port: 1993, isSecure: true, folder: 'INBOX' },
    });
  });

  it.each([
    'imap.mail.example',
    'https://ana:pw@mail.example',
    'imaps://mail.example',
    'imaps://ana@mail.example',
    'imaps://:pw@mail.example',
    'imaps://ana:100%@mail.example',
    'imaps://ana:pw?@mail.example',
    'imaps://ana:pw@mail.example/?tls=off',
    'imaps://ana:pw@mail.example/#x',
    'imaps://ana:p%0D%0Aw@mail.example',
  ])('%s is refused without repeating it', (text) => {
    const parsed = parseMailboxUrl(text);
    expect(parsed).toEqual({ problem: expect.any(String) as string });
    expect(JSON.stringify(parsed)).not.toContain('pw');
  });
});
