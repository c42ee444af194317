/** What an account at a bank of the gallery holds. */
export interface GalleryAccount {
  password: string;
  wrongPassword: string;
  secrets: Record<string, string>;
}

const usual: GalleryAccount = { password: 'demo', wrongPassword: 'wrong', secrets: {} };

const others: Readonly<Record<string, Partial<GalleryAccount>>> = {
  'third-credential': { secrets: { branch: '0417' } },
  'asked-in-selects': { secrets: { memorable: 'lighthouse' } },
  'asked-by-label': { password: 'bluebottle', wrongPassword: 'xxxxxxxxxx' },
  'asked-on-keypad': { password: '86420975', wrongPassword: '33333333' },
  'keypad-shuffled': { password: '271828', wrongPassword: '271829' },
  'keypad-pairs': { password: '31415926', wrongPassword: '3141592' },
  'keypad-pictures': { password: '161803', wrongPassword: '161808' },
};

export const galleryAccount = (shape: string): GalleryAccount => ({ ...usual, ...others[shape] });
