import type { Request, Response } from 'express';

const names = {
  session: 'demo_bank_session',
  trust: 'demo_bank_trusted',
  gallerySession: 'gallery_session',
  galleryTrust: 'gallery_trusted',
} as const;
const yearMs = 365 * 24 * 60 * 60_000;

export function readCookie(req: Request, cookie: keyof typeof names): string | undefined {
  const prefix = `${names[cookie]}=`;
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
}

export function setCookie(res: Response, cookie: keyof typeof names, value: string, path = '/'): void {
  const lasting = cookie === 'trust' || cookie === 'galleryTrust' ? { maxAge: yearMs } : {};
  res.cookie(names[cookie], value, { httpOnly: true, sameSite: 'lax', path, ...lasting });
}

export function dropSessionCookie(res: Response): void {
  res.clearCookie(names.session, { httpOnly: true, sameSite: 'lax', path: '/' });
}
