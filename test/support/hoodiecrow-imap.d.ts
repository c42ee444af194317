/** The parts of hoodiecrow-imap, an IMAP server for tests, that the tests use. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  interface Message {
    raw: string;
    flags?: string[];
    internaldate?: Date | string;
  }

  interface User {
    password: string;
    /** For `AUTHENTICATE XOAUTH2`. */
    xoauth2?: { accessToken: string };
  }

  interface ImapServer {
    server: Server;
    users: Record<string, User>;
    listen: (port: number, host: string, callback: () => void) => void;
    close: (callback: () => void) => void;
    getMailbox: (path: string) => { messages: Message[]; uidvalidity: number };
    appendMessage: (path: string, flags: string[], internaldate: string | false, raw: string) => void;
    getCommandHandler: (command: string) => CommandHandler;
    setCommandHandler: (command: string, handler: CommandHandler) => void;
  }

  type CommandHandler = (
    connection: unknown,
    parsed: { command: string },
    data: string,
    callback: () => void,
  ) => void;

  interface Options {
    plugins?: string[];
    secureConnection?: boolean;
    credentials?: { cert: string; key: string };
    storage?: Record<string, { messages: Message[] } | Record<string, never>>;
    users?: Record<string, User>;
  }

  export default function hoodiecrow(options?: Options): ImapServer;
}
