import { expect, it } from 'vitest';
import { isCommonPassword } from './common-passwords.js';

const email = 'ana.garcia@example.com';

it.each([
  'password123',
  'Password2024!',
  'P@ssw0rd123!',
  'adminadmin',
  '1234567890',
  '0987654321',
  'aaaaaaaaaaaa',
  'abababababab',
  'qwertyuiop1',
  'contraseña99',
  'iloveyou2025',
  '2024welcome!!',
  '73642908115',
  'ana.garcia@example.com',
  'Ana.Garcia1990',
  'яяяяяяяяяяяя',
])('%s is common', (password) => {
  expect(isCommonPassword(password, email)).toBe(true);
});

it.each([
  'correct horse battery',
  'Tr4umhaus-Kiesel',
  'vogel7fenster',
  'password of my grandmother',
  'k9$Lw2#Qx8zP',
  'mesa verde con tres patas',
  'зелёный стол на трёх ногах',
  'πράσινο τραπέζι',
  '三本足の緑色のテーブルと猫',
])('%s is not', (password) => {
  expect(isCommonPassword(password, email)).toBe(false);
});

it('another alphabet is not mistaken for an e-mail address without letters', () => {
  expect(isCommonPassword('πράσινο τραπέζι', '12345@example.com')).toBe(false);
});
