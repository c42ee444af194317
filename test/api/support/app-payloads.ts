import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';

/** Requests of apps that forward messages, in the format that each documents (November 2026). */

export interface AppMessage {
  text: string;
  from: string;
  to: string;
  receivedAt: Date;
}

export interface AppRequest {
  body: string;
  headers: Record<string, string>;
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const hmac = (algorithm: string, secret: string, signed: string, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, secret).update(signed).digest(encoding);

/** A time with the offset of a phone seven hours east of Greenwich. */
const withOffset = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString().replace('Z', '+07:00');

/** https://docs.sms-gate.app/features/webhooks/ */
export function fromSmsGateway({ text, from, to, receivedAt }: AppMessage, secret?: string): AppRequest {
  const body = JSON.stringify({
    deviceId: 'ffffffffceb0b1db0000018e937c815b',
    event: 'sms:received',
    id: 'Ey6ECgOkVVFjz3CL48B8C',
    payload: {
      messageId: 'abc123',
      message: text,
      sender: from,
      recipient: to,
      phoneNumber: from,
      simNumber: 1,
      receivedAt: withOffset(receivedAt),
    },
    webhookId: 'LreFUt-Z3sSq0JufY9uWB',
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = secret && { 'x-signature': hmac('sha256', secret, body + timestamp, 'hex') };
  return { body, headers: { ...json, 'x-timestamp': timestamp, ...signature } };
}

/** The format before February 2026, without `sender` and `recipient`. */
export function fromOldSmsGateway({ text, from, receivedAt }: AppMessage): AppRequest {
  const body = JSON.stringify({
    deviceId: 'ffffffffceb0b1db0000018e937c815b',
    event: 'sms:received',
    id: 'Ey6ECgOkVVFjz3CL48B8C',
    payload: {
      messageId: 'abc123',
      message: text,
      phoneNumber: from,
      simNumber: null,
      receivedAt: withOffset(receivedAt),
    },
    webhookId: 'LreFUt-Z3sSq0JufY9uWB',
  });
  return { body, headers: json };
}

/** https://docs.httpsms.com/webhooks/events; the claims are those of its source. */
export async function fromHttpSms(
  { text, from, to, receivedAt }: AppMessage,
  secret?: string,
): Promise<AppRequest> {
  const body = JSON.stringify({
    data: {
      contact: from,
      content: text,
      message_id: '0b0123bb-ef2e-468f-908a-c026d51636aa',
      owner: to,
      sim: 'SIM1',
      timestamp: receivedAt.toISOString(),
      user_id: 'XtABz6zdeFMoBLoltz6SREDvRSh2',
    },
    datacontenttype: 'application/json',
    id: 'f4aed1d3-ab4f-42b9-b9dd-9fc7182f7197',
    source: '/v1/messages/receive',
    specversion: '1.0',
    time: receivedAt.toISOString(),
    type: 'message.phone.received',
  });
  const headers = { ...json, 'x-event-type': 'message.phone.received' };
  return secret === undefined
    ? { body, headers }
    : { body, headers: { ...headers, authorization: `Bearer ${await httpSmsToken(secret)}` } };
}

export const httpSmsToken = (secret: string, change: { issuer?: string; expires?: string } = {}) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience('https://codes.example/v1/messages/httpsms')
    .setIssuer(change.issuer ?? 'api.httpsms.com')
    .setSubject('XtABz6zdeFMoBLoltz6SREDvRSh2')
    .setIssuedAt()
    .setNotBefore('-10m')
    .setExpirationTime(change.expires ?? '10m')
    .sign(new TextEncoder().encode(secret));

/** A Webhook sender with the parameters of docs/relays.md, as WebhookUtils.kt fills them in. */
export function fromSmsForwarder({ text, from, receivedAt }: AppMessage, secret?: string): AppRequest {
  const timestamp = String(Date.now());
  const signed = secret && {
    sign: encodeURIComponent(hmac('sha256', secret, `${timestamp}\n${secret}`, 'base64')),
  };
  const parameters = {
    from,
    content: text,
    received_at: withOffset(receivedAt).replace('.000', ''),
    timestamp,
  };
  return { body: new URLSearchParams({ ...parameters, ...signed }).toString(), headers: form };
}

/** The default payload of Android Incoming SMS Gateway (README and ForwardingConfig.java). */
export function fromIncomingSmsGateway({ text, from, receivedAt }: AppMessage, secret?: string): AppRequest {
  const stamp = receivedAt.getTime();
  const body = `{\n  "from":${JSON.stringify(from)},\n  "text":${JSON.stringify(text)},\n  "sentStamp":${stamp - 900},\n  "receivedStamp":${stamp},\n  "sim":"sim1"\n}`;
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'SMS Forwarder App' };
  return secret === undefined
    ? { body, headers }
    : { body, headers: { ...headers, 'x-signature': hmac('sha256', secret, body, 'hex') } };
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
export function fromTwilio(
  { text, from, to }: AppMessage,
  signed?: { secret: string; url: string },
): AppRequest {
  const parameters: Record<string, string> = {
    ToCountry: 'GB',
    ToState: '',
    SmsMessageSid: 'SM2f4e1d3c5b6a79808f0e1d2c3b4a5968',
    NumMedia: '0',
    ToCity: '',
    FromZip: '',
    SmsSid: 'SM2f4e1d3c5b6a79808f0e1d2c3b4a5968',
    FromState: '',
    SmsStatus: 'received',
    FromCity: '',
    Body: text,
    FromCountry: 'GB',
    To: to,
    ToZip: '',
    NumSegments: '1',
    MessageSid: 'SM2f4e1d3c5b6a79808f0e1d2c3b4a5968',
    AccountSid: 'AC00112233445566778899aabbccddeeff',
    From: from,
    ApiVersion: '2010-04-01',
  };
  const body = new URLSearchParams(parameters).toString();
  if (!signed) return { body, headers: form };
  const names = Object.keys(parameters).toSorted();
  const text2sign = signed.url + names.map((name) => name + (parameters[name] ?? '')).join('');
  return {
    body,
    headers: { ...form, 'x-twilio-signature': hmac('sha1', signed.secret, text2sign, 'base64') },
  };
}

/** https://postmarkapp.com/developer/webhooks/inbound-webhook */
export function fromPostmark({ text, from, to, receivedAt }: AppMessage, html?: string): AppRequest {
  const body = JSON.stringify({
    FromName: 'Demo Bank',
    MessageStream: 'inbound',
    From: from,
    FromFull: { Email: from, Name: 'Demo Bank', MailboxHash: '' },
    To: `"Ana" <${to}>`,
    ToFull: [{ Email: to, Name: 'Ana', MailboxHash: '' }],
    Cc: '',
    CcFull: [],
    Bcc: '',
    BccFull: [],
    OriginalRecipient: to,
    Subject: 'Signing in',
    MessageID: '73e6d360-66eb-11e1-8e72-a8904824019b',
    ReplyTo: '',
    MailboxHash: '',
    Date: receivedAt.toUTCString().replace('GMT', '+0000'),
    TextBody: html === undefined ? text : '',
    HtmlBody: html ?? `<p>${text}</p>`,
    StrippedTextReply: '',
    Tag: '',
    Headers: [{ Name: 'X-Spam-Status', Value: 'No' }],
    Attachments: [],
  });
  return { body, headers: json };
}

/** CloudMailin, JSON (normalized): https://docs.cloudmailin.com/http_post_formats/json_normalized/ */
export function fromCloudMailin({ text, from, to, receivedAt }: AppMessage): AppRequest {
  const body = JSON.stringify({
    headers: {
      received: [
        'by 10.52.90.229 with SMTP id bz5cs75582vdb',
        'by 10.216.131.153 with SMTP id m25mr5479776wei',
      ],
      date: receivedAt.toUTCString().replace('GMT', '+0000'),
      from: `Demo Bank <${from}>`,
      to: `Ana <${to}>`,
      message_id: '<4F145791.8040802@example.com>',
      subject: 'Signing in',
      mime_version: '1.0',
      content_type: 'text/plain',
    },
    envelope: {
      to,
      recipients: [to],
      from: 'bounces+1234@mailer.example',
      helo_domain: 'mailer.example',
      remote_ip: '192.0.2.7',
      tls: true,
      spf: { result: 'pass', domain: 'mailer.example' },
    },
    plain: text,
    html: `<p>${text}</p>`,
    reply_plain: '',
    attachments: [],
  });
  return { body, headers: json };
}
