import { expect, it } from 'vitest';
import { codeWordPlaceholder, noisePlaceholder } from './placeholder-characters.js';
import { tokenize } from './tokenize.js';

/** `▓` stands for a masked code word, `░` for masked noise. */
const masked = (text: string): string =>
  text.replaceAll('▓', codeWordPlaceholder).replaceAll('░', noisePlaceholder);
const shown = (text: string): string =>
  text.replaceAll(codeWordPlaceholder, '▓').replaceAll(noisePlaceholder, '░');

it.each([
  ['your ▓▓▓ is 123456', ['filler your', 'codeWord ▓▓▓', 'copula is', 'chunk 123456']],
  ['▓: 123-456.', ['codeWord ▓', 'colon :', 'chunk 123-456', 'stop .']],
  ['12 34 56', ['chunk 12 34 56']],
  ['123 456abc', ['chunk 123', 'chunk 456abc']],
  ['1 2 3 4', ['chunk 1 2 3 4']],
  ['a b c d', ['chunk a b c d']],
  ['a b c', ['filler a', 'chunk b', 'chunk c']],
  ['a u 8 k u f', ['chunk a u 8 k u f']],
  ['AB12-CD34', ['chunk AB12-CD34']],
  ['é1', ['chunk é1']],
  ['код', ['word код']],
  ['कोड', ['word कोड']],
  ['验证码', ['word 验证码']],
  ['a, b،c、d', ['filler a', 'pause ,', 'chunk b', 'pause ،', 'chunk c', 'pause 、', 'chunk d']],
  ['1.2', ['chunk 1', 'stop .', 'chunk 2']],
  ['wait... ok', ['chunk wait', 'filler ...', 'chunk ok']],
  ['so..x', ['chunk so', 'filler ..', 'chunk x']],
  ['…', ['filler …']],
  ['!?;。؟؛।', ['stop !', 'stop ?', 'stop ;', 'stop 。', 'stop ؟', 'stop ؛', 'stop ।']],
  ['a\nb\r\n c', ['filler a', 'line \n', 'chunk b', 'line \r\n ', 'chunk c']],
  ['\n\n ', ['line \n\n ']],
  [':=>', ['colon :', 'colon =', 'colon >']],
  ['(x) "y" #', ['filler (', 'chunk x', 'filler )', 'filler "', 'and y', 'filler "', 'filler #']],
  ['░░1', ['noise ░░', 'chunk 1']],
  ['12 34-5', ['chunk 12', 'chunk 34-5']],
  ['12 34é', ['chunk 12', 'chunk 34é']],
  ['and ODER y', ['and and', 'and ODER', 'and y']],
  ['IS Ist есть это', ['copula IS', 'copula Ist', 'word есть', 'copula это']],
  ['The YOUR use', ['filler The', 'filler YOUR', 'filler use']],
  ['verylongwordxx', ['chunk verylongwordxx']],
  ['isis', ['chunk isis']],
  ['is-1', ['chunk is-1']],
  ['は 는 은', ['copula は', 'copula 는', 'copula 은']],
  ['1 and 2', ['chunk 1', 'and and', 'chunk 2']],
  ['12345 678 9', ['chunk 12345 678 9']],
  ['a b c d1', ['filler a', 'chunk b', 'chunk c', 'chunk d1']],
  ['1 2 3 é', ['chunk 1 2 3', 'copula é']],
  ['1 - to kod', ['chunk 1', 'copula - to', 'chunk kod']],
  ['dvs. de', ['chunk dvs', 'filler .', 'chunk de']],
  ['from 1', ['from from', 'chunk 1']],
  ['- –', ['filler -', 'filler –']],
  ['ß1-é2', ['chunk ß1-é2']],
])('%j has the tokens %j', (text, tokens) => {
  expect(tokenize(masked(text)).map((token) => `${token.kind} ${shown(token.text)}`)).toEqual(tokens);
});
