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
        signIn: { password: 'p:w/' },
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

  it('names a token endpoint and a client, and has a refresh token for its password', () => {
    const query = 'token_endpoint=https%3A%2F%2Flogin.example%2Ftoken&client_id=app&client_secret=s%26t';
    expect(parseMailboxUrl(`imaps://ana:re%2Ffresh@mail.example/INBOX?${query}`)).toMatchObject({
      mailbox: {
        signIn: {
          tokenEndpoint: 'https://login.example/token',
          clientId: 'app',
          clientSecret: 's&t',
          refreshToken: 're/fresh',
        },
      },
    });
    expect(
      parseMailboxUrl('imaps://ana:re@mail.example?token_endpoint=https://login.example&client_id=app'),
    ).toMatchObject({ mailbox: { signIn: { clientSecret: undefined } } });
  });

  it.each([
    'imaps://ana:pw@mail.example?client_id=app',
    'imaps://ana:pw@mail.example?token_endpoint=https://login.example',
    'imaps://ana:pw@mail.example?token_endpoint=http://login.example&client_id=app',
    'imaps://ana:pw@mail.example?token_endpoint=https://a:b@login.example&client_id=app',
    'imaps://ana:pw@mail.example?token_endpoint=https://login.example&client_id=app&client_id=b',
    'imaps://ana:pw@mail.example?token_endpoint=https://login.example&client_id=app&scope=mail',
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
