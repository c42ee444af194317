import { describe, expect, it } from 'vitest';
import { noisePlaceholder } from './placeholder-characters.js';
import { maskReplyInstructions } from './reply-instructions.js';

const shown = (text: string): string => text.replaceAll(noisePlaceholder, '░');

describe('what a customer is asked to send', () => {
  it.each([
    'Text STOP to 12345',
    'text STOP to 123456',
    'SMS STOP 4471 to 9955443322',
    'forward this to 7726',
    'envia SI al 12345',
    'Envía BLOQUEAR 0944 al 1860 267 7777',
    'sende JA an 12345',
    'Wyślij BLOKUJ 4471 na +48 123 456 789',
    'Отправьте БЛОК 4471 на 900123',
    'text to 12345',
    'reply 1 to 12345',
    'BLOCK 7318',
    'BLOCK 7318 to 56161',
    'block <7318',
    'stop 123',
    'SPERREN 7318',
    'BAJA ab123',
    '5566 numarasina KAPAT yazin',
    '56161 पर भेजें',
  ])('is masked: %s', (text) => {
    expect(shown(maskReplyInstructions(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    'send YES to 12',
    'context a to 12345',
    'Text STOP. to 12345',
    'send x\nto 12345',
    'text STOPto 12345',
    'texts STOP to 12345',
    `send ${'x'.repeat(41)} to 12345`,
    'block 12',
    'unblocked 7318',
    'We sent 482913 to Ann',
    'Reply STOP to opt out',
  ])('is not in: %s', (text) => {
    expect(shown(maskReplyInstructions(text))).toBe(text);
  });

  it('ends with the number', () => {
    expect(shown(maskReplyInstructions('Text NO to 12345. Code 482913'))).toBe(
      `${'░'.repeat(16)}. Code 482913`,
    );
  });
});
