import { expect, it } from 'vitest';
import { maskSender } from './mask-sender.js';

it.each([
  ['+44 7700 900222', '+•• •••• •••222'],
  ['whatsapp:+447700900222', 'whatsapp:+•••••••••222'],
  ['codes@bank.example', 'c•••@bank.example'],
  ['BANK', 'BANK'],
  ['60990', '60990'],
  ['', ''],
])('%j is shown as %j', (sender, shown) => {
  expect(maskSender(sender)).toBe(shown);
});
