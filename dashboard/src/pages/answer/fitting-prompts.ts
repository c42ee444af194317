import { codeInMessage } from '../../../../src/assistance/message/code-in-message.js';
import type { Waiting } from '../../api/schemas.js';
import { readPasted, shapeOf } from '../prompt/pasted-text.js';

/**
 * The requests that a pasted text can answer: those whose code it is, or that it contains exactly one code for, as the
 * server would decide. `isCode`: the text is nothing but a code.
 */
export function fittingPrompts(pasted: string, waiting: readonly Waiting[]) {
  const found = waiting.flatMap((one) => {
    if (one.request.type !== 'otp') return [];
    const { descriptor } = one.request;
    const read = readPasted(pasted, descriptor);
    switch (read.is) {
      case 'nothing':
        return [];
      case 'code':
        return [{ ...one, isCode: true }];
      case 'message':
        return codeInMessage(read.message, shapeOf(descriptor)).found === 'one'
          ? [{ ...one, isCode: false }]
          : [];
    }
  });
  return { prompts: found, isCode: found.some(({ isCode }) => isCode) };
}
