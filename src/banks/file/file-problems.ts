import type { z } from 'zod';

interface Problem {
  path: readonly PropertyKey[];
  reason: string;
}

type Issue = z.core.$ZodIssue;

const unknownKey = 'is not known here: check its spelling, or leave it out';

/** What is wrong with a bank file: each unknown key by its own path, and a value of several shapes by the nearest. */
export function problemsIn(issues: readonly Issue[], at: readonly PropertyKey[] = []): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], reason: unknownKey }));
    if (issue.code === 'invalid_key')
      return [{ path, reason: issue.issues.map(({ message }) => `its name ${message}`).join(', ') }];
    if (issue.code === 'invalid_union') return problemsInUnion(issue, path);
    return [{ path, reason: issue.message }];
  });
}

function problemsInUnion(
  { errors, message }: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
): Problem[] {
  const unknownToAll = errors
    .map((issues) => issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])))
    .reduce((common, keys) => common.filter((key) => keys.includes(key)));
  if (unknownToAll.length > 0)
    return unknownToAll.map((key) => ({ path: [...path, key], reason: unknownKey }));
  const isOfThisShape = (issues: readonly Issue[]): boolean =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys');
  const [nearest, next] = errors
    .filter((issues) => isOfThisShape(issues))
    .map((issues) => problemsIn(issues, path))
    .sort((one, other) => one.length - other.length);
  return nearest === undefined || nearest.length === next?.length ? [{ path, reason: message }] : nearest;
}
