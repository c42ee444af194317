import PostalMime from 'postal-mime';

/** The parts of a mail that say what it is about. */
export interface MailContent {
  from: string | undefined;
  to: string | undefined;
  subject: string | undefined;
  /** The header, as it was written. */
  date: string | undefined;
  text: string | undefined;
  html: string | undefined;
}

/** Parses a mail. Undefined if it cannot be parsed. */
export async function readMail(source: Uint8Array): Promise<MailContent | undefined> {
  try {
    const { from, to, deliveredTo, subject, headers, text, html } = await PostalMime.parse(source);
    return {
      from: from?.address,
      // Of a forwarded mail, `To` is the address that it was sent to first.
      to: to?.[0]?.address ?? deliveredTo,
      subject,
      date: headers.find(({ key }) => key === 'date')?.value,
      text,
      html,
    };
  } catch {
    // Parts nested too deep, or headers too long.
    return undefined;
  }
}
