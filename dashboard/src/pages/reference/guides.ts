/** The guides of docs/ that the reference shows, by file name. */
export const guides = [
  { name: 'api', title: 'Writing a relay' },
  { name: 'relays', title: 'Relays: codes that arrive automatically' },
  { name: 'webhooks', title: 'Webhooks, chat and mail' },
  { name: 'banks', title: 'Describing a bank' },
  { name: 'bank-recipes', title: 'Recipes for bank files' },
  { name: 'starter-files', title: 'Starter files' },
  { name: 'operations', title: 'Operations' },
] as const;

export const guideHref = (name: string): string => `/reference/guides/${name}`;

/** The id of a heading, as GitHub makes it, so that the links between the guides lead there. */
export const headingId = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** Where a link in a guide leads in the dashboard; undefined for a file that the reference does not show. */
export function hrefInDashboard(href: string): string | undefined {
  if (/^(https?:|#)/.test(href)) return href;
  const [, name = '', anchor = ''] = /^([\w-]+)\.md(#[\w-]+)?$/.exec(href) ?? [];
  return guides.some((guide) => guide.name === name) ? `${guideHref(name)}${anchor}` : undefined;
}

/** The sections of a guide whose text contains all words of a search. */
export function findSections(
  markdown: string,
  isMatch: (text: string) => boolean,
): { heading: string; id: string }[] {
  const [, ...sections] = markdown.split(/^#{2,3} /m);
  return sections.filter(isMatch).map((section) => {
    const heading = (section.split('\n')[0] ?? '').replaceAll('`', '');
    return { heading, id: headingId(heading) };
  });
}
