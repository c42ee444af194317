import type { YAMLError } from 'yaml';

/** What is wrong and what to do, for the mistakes that people make. */
const remedies: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'a line is indented with a tab: use spaces',
  BAD_INDENT:
    'a line is not indented like its neighbours, or a bracket or a brace before it is not closed, perhaps because a # outside of quotes begins a comment',
  DUPLICATE_KEY: 'a key is there twice: put what belongs to it below one of them',
  BLOCK_AS_IMPLICIT_KEY:
    'a value contains a colon and a space (put it in quotes), two keys stand on one line, or the entries of a list are not indented alike',
  MULTILINE_IMPLICIT_KEY: 'a key is not followed by a colon and a space, or a quote is not closed',
  BAD_SCALAR_START: 'a value begins with a character that YAML reserves, such as @: put the value in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins nothing that YAML knows: use single quotes',
  MISSING_CHAR: 'a quote, a bracket, a brace, a comma or a colon is missing',
  UNEXPECTED_TOKEN: 'a text follows a closing quote, or a bracket or a brace is one too many',
  MULTIPLE_DOCS: 'a line of --- or ... begins a second document: leave it out',
};

/** An error of the YAML parser in plain words, with the parser's own message. */
export function describeYamlError(code: YAMLError['code'], message: string): string {
  const remedy = remedies[code];
  return remedy === undefined ? `is not YAML: ${message}` : `is not YAML: ${remedy} (${message})`;
}
