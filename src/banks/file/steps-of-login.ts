import type { BankFile } from './bank-file.js';
import type { Step } from './step-schema.js';

/** The steps of a login. `fields` stands for filling in user name and password, and pressing the button. */
export function loginStepsOf({ login, fields }: Pick<BankFile, 'login' | 'fields'>): readonly Step[] {
  if (login !== undefined) return login;
  if (fields === undefined) return [];
  return [
    { fill: fields.username, with: 'username' },
    { fill: fields.password, with: 'password' },
    { click: fields.submit },
  ];
}
