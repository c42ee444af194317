import { createHash } from 'node:crypto';

/** The phone number of a user name, always the same, from the range that Ofcom reserves for fiction. */
export function phoneOf(username: string): { full: string; masked: string } {
  const digest = createHash('sha256').update(username).digest();
  const last = String(digest.readUInt32BE(0) % 1000).padStart(3, '0');
  return { full: `+447700900${last}`, masked: `+44 •••• ••• ${last}` };
}

/** The e-mail address of a user name. */
export function mailboxOf(username: string): { full: string; masked: string } {
  const { full } = phoneOf(username);
  return { full: `customer${full.slice(-3)}@mail.example`, masked: `c•••••••${full.slice(-3)}@mail.example` };
}
