import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Pushed {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/**
 * A push service of our own: it keeps what is posted to it, and answers with the status that `answer` gives. A browser
 * that subscribed there decrypts its messages.
 */
export async function startPushService(answer: (count: number) => number = () => 201) {
  const pushed: Pushed[] = [];
  const server = createServer((req, res) => {
    void buffer(req).then((body) => {
      pushed.push({ path: req.url ?? '', headers: req.headers, body });
      res.writeHead(answer(pushed.length)).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pushed,
    url,
    openBrowser: (name: string) => openBrowser(`${url}/${name}`),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The part of a browser that subscribes, and decrypts a message of the content encoding `aes128gcm` (RFC 8188, RFC 8291). */
function openBrowser(endpoint: string) {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    },
    decrypt({ body }: Pushed): Record<string, unknown> {
      const salt = body.subarray(0, 16);
      const keyLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + keyLength);
      const sealed = body.subarray(21 + keyLength);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
      const material = derive(auth, keys.computeSecret(sender), info);
      const key = derive(salt, material, Buffer.from('Content-Encoding: aes128gcm\0')).subarray(0, 16);
      const nonce = derive(salt, material, Buffer.from('Content-Encoding: nonce\0')).subarray(0, 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
      const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      const text = padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}

/** HKDF-SHA-256 (RFC 5869) for one block. */
function derive(salt: Buffer, material: Buffer, info: Buffer): Buffer {
  const extracted = createHmac('sha256', salt).update(material).digest();
  return createHmac('sha256', extracted)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
}
