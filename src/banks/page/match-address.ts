/**
 * Whether a glob of a bank's file matches an address without its fragment: `*` stands for anything but a slash, and at
 * the end of the glob for the query too; `**` stands for anything, `{a,b}` for one of several; every other character
 * stands for itself.
 */
export function matchesAddress(glob: string, address: string): boolean {
  const [whole = ''] = address.split('#');
  return asPattern(glob).test(whole);
}

function asPattern(glob: string): RegExp {
  const parts = glob.match(/\*\*|\*|\{[^{}]*\}|[^*{]+|\{/g) ?? [];
  const query = parts.at(-1) === '*' ? '(?:\\?.*)?' : '';
  return new RegExp(`^${parts.map(asPart).join('')}${query}$`, 's');
}

function asPart(part: string): string {
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  const [, choices] = /^\{(.*)\}$/s.exec(part) ?? [];
  return choices === undefined ? escaped(part) : `(?:${choices.split(',').map(escaped).join('|')})`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
