import type { RandomInt } from '../codes.js';
import type { GalleryBank, GallerySession } from './gallery-bank.js';
import type { Page } from './page.js';

/** A submitted form. Several fields of one name, such as boxes for the digits of a code, are joined. */
export type Fields = Readonly<Record<string, string | undefined>>;

interface View {
  /** The path of the site, without a slash at the end. */
  base: string;
  random: RandomInt;
}

export interface LoginView extends View {
  /** The origin of the same server under its other name. */
  otherOrigin: string;
  /** What was typed, when the page answers a form; else empty. */
  fields: Fields;
  isRefused: boolean;
}

export interface CodeView extends Pick<View, 'base'> {
  session: GallerySession;
}

/** What a page of a site's own works with. */
export interface SiteTools extends View {
  bank: GalleryBank;
  otherOrigin: string;
  session: GallerySession | undefined;
  fields: Fields;
  send: (page: Page) => void;
  goTo: (path: string) => void;
  keepSession: (session: GallerySession) => void;
  /** Goes where the session now is. */
  goOn: (session: GallerySession) => void;
}

/** A bank of the gallery: how it differs from a plain login form, code page and accounts page. */
export interface Site {
  /** Its name in addresses, and the name of its bank file. */
  shape: string;
  bankName: string;
  /** 6 where absent. */
  codeLength?: number;
  /** The first page. It also shows that credentials were refused. */
  login: (view: LoginView) => Page;
  /** Whether the credentials are right; the password `demo` where absent. */
  isRight?: (fields: Fields) => boolean;
  /** The page after the right credentials, from which the code is sent; where absent, it is sent at once. */
  beforeCode?: string;
  code?: (view: CodeView) => Page;
  /** The page after the right code; `/accounts` where absent. */
  afterCode?: string;
  accounts?: (view: Pick<View, 'base'>) => Page;
  /** Which forms are answered with a page instead of a redirect to one; none where absent. */
  answersWithPage?: 'code' | 'login_and_code';
  /** The session is in addresses and forms, for frames that get no cookies; in a cookie where absent. */
  keepsSessionInAddress?: boolean;
  /** Further pages, by their path below the site's. */
  get?: Readonly<Record<string, (tools: SiteTools) => void>>;
  post?: Readonly<Record<string, (tools: SiteTools) => void>>;
}
