import { createCipheriv, createHash, createHmac, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { AppMessage } from './app-payloads.js';

/** Requests of services that forward messages and mail, in the format that each documents (November 2026). */

export interface ServiceRequest {
  body: string | Uint8Array;
  headers: Record<string, string>;
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000));
const sha256 = (secret: string, signed: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(signed).digest(encoding);

/** https://github.com/vernu/textbee, webhook.service.ts */
export function fromTextbee({ text, from, receivedAt }: AppMessage, secret?: string): ServiceRequest {
  const body = JSON.stringify({
    smsId: '674c5b1e2f8a9d0012ab34cd',
    message: text,
    deviceId: '674c5a002f8a9d0012ab3401',
    webhookSubscriptionId: '674c59ff2f8a9d0012ab33f0',
    webhookEvent: 'MESSAGE_RECEIVED',
    idempotencyKey: '5d8e3c1a-7a54-4c7e-8f55-0b9c0f1f0a11',
    sender: from,
    receivedAt,
  });
  return { body, headers: { ...json, ...(secret && { 'x-signature': sha256(secret, body, 'hex') }) } };
}

/** https://developers.telnyx.com/api-reference/callbacks/inbound-message */
export function fromTelnyx(
  { text, from, to, receivedAt }: AppMessage,
  signed?: { privateKey: KeyObject; at?: Date },
): ServiceRequest {
  const body = JSON.stringify({
    data: {
      record_type: 'event',
      id: 'b0c7e8cb-6227-4c74-9f32-c7f80c30934b',
      event_type: 'message.received',
      occurred_at: receivedAt,
      payload: {
        record_type: 'message',
        direction: 'inbound',
        id: '84cca175-9755-4859-b67f-4730d7f58aa3',
        type: 'SMS',
        from: { phone_number: from, carrier: '', line_type: '' },
        to: [{ phone_number: to, status: 'webhook_delivered', carrier: 'Telnyx', line_type: 'Wireless' }],
        cc: [],
        text,
        media: [],
        encoding: 'GSM-7',
        parts: 1,
        received_at: receivedAt,
      },
    },
    meta: { attempt: 1, delivered_to: 'https://codes.example/v1/messages/telnyx' },
  });
  if (!signed) return { body, headers: json };
  const timestamp = seconds(signed.at ?? new Date());
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), signed.privateKey).toString('base64');
  return {
    body,
    headers: { ...json, 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature },
  };
}

interface VonagePart {
  reference: string;
  total: number;
  part: number;
}

/** The parameters of https://developer.vonage.com/messaging/sms/guides/inbound-sms */
export function vonageParameters(
  { text, from, to, receivedAt }: AppMessage,
  { part, secret }: { part?: VonagePart; secret?: string } = {},
): Record<string, string> {
  const parameters: Record<string, string> = {
    msisdn: from,
    to,
    messageId: `0A0000000123ABC${part?.part ?? ''}`,
    text,
    type: 'text',
    keyword: text.split(' ')[0]?.toUpperCase() ?? '',
    'api-key': 'abcd1234',
    'message-timestamp': receivedAt.toISOString().slice(0, 19).replace('T', ' '),
    ...(part && {
      concat: 'true',
      'concat-ref': part.reference,
      'concat-total': String(part.total),
      'concat-part': String(part.part),
    }),
    ...(secret !== undefined && { timestamp: seconds(new Date()), nonce: 'aaaaaaaa-bbbb-cccc' }),
  };
  if (secret === undefined) return parameters;
  const signed = Object.keys(parameters)
    .toSorted()
    .map((name) => `&${name}=${(parameters[name] ?? '').replace(/[&=]/g, '_')}`)
    .join('');
  return { ...parameters, sig: sha256(secret, signed, 'hex').toUpperCase() };
}

export const asForm = (parameters: Record<string, string>): ServiceRequest => ({
  body: new URLSearchParams(parameters).toString(),
  headers: form,
});
export const asJson = (value: unknown): ServiceRequest => ({ body: JSON.stringify(value), headers: json });

/** https://docs.plivo.com/docs/messaging/api/message/handling-incoming */
export function fromPlivo(
  { text, from, to }: AppMessage,
  signed?: { secret: string; url: string; version: 'v2' | 'v3' },
): ServiceRequest {
  const parameters: Record<string, string> = {
    From: from,
    MessageIntent: '',
    MessageUUID: 'bfd1e2a4-b28c-11ee-9f42-0242ac110002',
    PowerpackUUID: '',
    Text: text,
    To: to,
    TotalAmount: '0',
    TotalRate: '0',
    Type: 'sms',
    Units: '1',
  };
  const request = asForm(parameters);
  if (!signed) return request;
  const { secret, url, version } = signed;
  const [address = '', query = ''] = url.split('?');
  const nonce = '05429567804466091622';
  const fields = Object.entries(parameters).flat().join('');
  const text2sign = version === 'v2' ? address + nonce : `${address}?${query}.${fields}.${nonce}`;
  const headers = {
    [`x-plivo-signature-${version}`]: `unrelated,${sha256(secret, text2sign, 'base64')}`,
    [`x-plivo-signature-${version}-nonce`]: nonce,
  };
  return { body: request.body, headers: { ...request.headers, ...headers } };
}

/** https://46elks.com/docs/receive-sms */
export const from46elks = ({ text, from, to, receivedAt }: AppMessage): ServiceRequest =>
  asForm({
    direction: 'incoming',
    id: 'sf8425555e5d8db61dda7a7b3f1b91bdb',
    from,
    to,
    created: receivedAt.toISOString().replace('Z', '000'),
    message: text,
  });

interface Field {
  name: string;
  value: string | Uint8Array;
  filename?: string;
}

/** A multipart body as mail services make it. */
export function multipart(fields: Field[]): ServiceRequest {
  const boundary = 'xYzZY-1b2c3d';
  const parts = fields.flatMap(({ name, value, filename }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/pdf`}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/** https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http */
export function fromMailgun(
  { text, from, to, receivedAt }: AppMessage,
  { secret, hasAttachment = false }: { secret?: string; hasAttachment?: boolean } = {},
): ServiceRequest {
  const timestamp = seconds(new Date());
  const token = randomBytes(25).toString('hex');
  const parameters: Record<string, string> = {
    sender: `bounces+1234@${from.split('@')[1] ?? ''}`,
    from: `Demo Bank <${from}>`,
    recipient: to,
    subject: 'Signing in',
    Date: receivedAt.toUTCString().replace('GMT', '+0000'),
    'message-headers': JSON.stringify([['Received', 'by 10.0.0.1 with SMTP id 654321']]),
    'body-plain': text,
    'stripped-text': text,
    'body-html': `<p>${text}</p>`,
    timestamp,
    token,
    signature: sha256(secret ?? 'none', timestamp + token, 'hex'),
  };
  if (!hasAttachment) return asForm(parameters);
  return multipart([
    ...Object.entries(parameters).map(([name, value]) => ({ name, value })),
    { name: 'attachment-1', value: Buffer.from([0, 255, 13, 10]), filename: 'statement.pdf' },
  ]);
}

/** https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook */
export function fromSendGrid(
  { text, from, to, receivedAt }: AppMessage,
  { privateKey, latin1 = false }: { privateKey?: KeyObject; latin1?: boolean } = {},
): ServiceRequest {
  const date = receivedAt.toUTCString().replace('GMT', '+0000');
  const charset = latin1 ? 'windows-1252' : 'UTF-8';
  const request = multipart([
    { name: 'headers', value: `Received: by mx.sendgrid.net\nDate: ${date}\nSubject: Signing in\n` },
    { name: 'dkim', value: '{@bank.example : pass}' },
    { name: 'to', value: `Ana <${to}>` },
    { name: 'from', value: `Demo Bank <${from}>` },
    { name: 'text', value: latin1 ? Buffer.from(text, 'latin1') : text },
    { name: 'sender_ip', value: '192.0.2.7' },
    { name: 'envelope', value: JSON.stringify({ to: [to], from: 'bounces@mailer.example' }) },
    { name: 'attachments', value: '0' },
    { name: 'subject', value: 'Signing in' },
    {
      name: 'charsets',
      value: JSON.stringify({ to: 'UTF-8', subject: 'UTF-8', from: 'UTF-8', text: charset }),
    },
    { name: 'SPF', value: 'pass' },
  ]);
  if (!privateKey) return request;
  const timestamp = seconds(new Date());
  const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(request.body)]);
  return {
    body: request.body,
    headers: {
      ...request.headers,
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': sign('sha256', signed, privateKey).toString('base64'),
    },
  };
}

interface SnsOptions {
  topic: string;
  privateKey: KeyObject;
  version?: '1' | '2';
  certificateUrl?: string;
}

/** https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html, with a message of two-way SMS */
export function fromSns(
  { text, from, to, receivedAt }: AppMessage,
  { topic, privateKey, version = '2', certificateUrl = snsCertificateUrl }: SnsOptions,
): ServiceRequest {
  const message = JSON.stringify({
    originationNumber: from,
    destinationNumber: to,
    messageKeyword: 'KEYWORD_123456789012',
    messageBody: text,
    inboundMessageId: 'cae173d2-66b9-564c-8309-21f858e9fb84',
    previousPublishedMessageId: 'wJalrXUtnFEMI',
  });
  const signed = {
    Message: message,
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    Timestamp: receivedAt.toISOString(),
    TopicArn: topic,
    Type: 'Notification',
  };
  return signedBySns(signed, { privateKey, version, certificateUrl });
}

export const snsCertificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
export const snsSubscribeUrl =
  'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f';

/** The request with which SNS asks an endpoint to confirm its subscription. */
export const snsSubscription = ({ topic, privateKey, version = '2', certificateUrl }: SnsOptions) =>
  signedBySns(
    {
      Message: 'You have chosen to subscribe to the topic.',
      MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
      SubscribeURL: snsSubscribeUrl,
      Timestamp: new Date().toISOString(),
      Token: '2336412f',
      TopicArn: topic,
      Type: 'SubscriptionConfirmation',
    },
    { privateKey, version, certificateUrl: certificateUrl ?? snsCertificateUrl },
  );

function signedBySns(
  signed: Record<string, string>,
  { privateKey, version, certificateUrl }: Required<Omit<SnsOptions, 'topic'>>,
): ServiceRequest {
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
  const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), privateKey);
  const body = JSON.stringify({
    ...signed,
    SignatureVersion: version,
    Signature: signature.toString('base64'),
    SigningCertURL: certificateUrl,
  });
  return {
    body,
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': signed['Type'] ?? '' },
  };
}

/** As the Android app of httpSMS encrypts (Encrypter.kt). */
export function encryptForHttpSms(text: string, key: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cfb', createHash('sha256').update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}
