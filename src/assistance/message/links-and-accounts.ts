import { maskMatches } from './mask.js';

const links = [
  // Chinese text may follow a link without a space, so only ASCII characters belong to the link.
  /(?<![A-Za-z])(?:https?:\/\/|www\.)[!-~]+/giu,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gu,
  /(?<![\w.-])[A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,24}(?![\w-])(?:\/[!-~]*)?/gu,
];

const iban = /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Za-z\d])/gu;

/**
 * Masked numbers: `****1234`, `57******2`, `4111 11** **** 1111`, `*1234`, `xxxx-1234`, `XX1245`. Digits before the
 * stars belong to the number only if more of it follows or there are several stars: a single star is a footnote.
 */
const masked =
  /(?:(?<![\p{Script=Latin}\d])\d[\d -]{0,24}(?=[*•●∗xX]{2}|[*•●∗xX][ -]?[\d*•●∗xX]))?(?:[*•●∗]+|(?<![\p{Script=Latin}])[xX]{2,}(?=[ -]?[\dxX*]))(?:[ -]?(?:[*•●∗]+|[xX]{2,}|\d{2,}(?![\p{Script=Latin}])))*\d?/gu;

/** Encrypted text in Base64, whose padding tells it from words. */
const ciphertext = /(?<![\w+/])[A-Za-z\d+/]{12,}={1,2}(?![\w=])/gu;

/** Masks links, e-mail addresses, IBANs, encrypted texts and partly hidden numbers. Runs before the other masks, since a link can contain anything. */
export const maskLinksAndAccounts = (text: string): string =>
  [...links, iban, ciphertext, masked].reduce((rest, pattern) => maskMatches(rest, pattern), text);
