import type { Recorded } from './recorded-action.js';

export type FieldKind = 'username' | 'password' | 'code' | 'other';

const codeWords =
  /\b(?:otp|m?tans?|sms|token|2fa|mfa)\b|one[\s_-]?time|(?:^|[^a-z])code|passcode|verif|einmal|c[oó]digo|codice|authenticator/i;
const passwordWords =
  /passw|\bpw\b|\bpass\b|pwd|passphrase|kennwort|contrase|mot[\s_-]?de[\s_-]?passe|senha|wachtwoord|has[lł]o|\bpin\b|\bclave\b|secret/i;
const usernameWords =
  /user|login|e-?mail|customer|client|identif|benutzer|kunden|teilnehmer|anmelde|usuario|utente|utilizador|utilisateur|\bdni\b|\bnif\b|access (?:number|id)/i;

/** What a field is for, by its label, its name and its id; `other` if they do not say. */
export function fieldKind({ candidates }: Recorded): FieldKind {
  const words = candidates.flatMap((candidate) => {
    if (candidate.by === 'role') return [candidate.name];
    return candidate.by === 'css' ? [candidate.css.replace(/[#.[\]="'_-]+/g, ' ')] : [];
  });
  const has = (pattern: RegExp): boolean => words.some((text) => pattern.test(text));
  if (has(passwordWords) && !has(/one[\s_-]?time/i)) return 'password';
  if (has(codeWords)) return 'code';
  return has(usernameWords) ? 'username' : 'other';
}
