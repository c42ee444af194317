import type { Finding } from './audit.js';
import type { Round, Struck } from './round.js';

export interface AuditedRound extends Round<Struck> {
  findings: Finding[];
}

/** The table of faults × phases: how the struck logins ended, and how long recovery took. */
export function tableOf(rounds: AuditedRound[], phases: readonly string[]): string {
  const names = [...new Set(rounds.flatMap(({ struck }) => struck.map(({ fault }) => fault.name)))];
  const lines = names.map((name) => {
    const own = rounds.filter(({ struck }) => struck[0]?.fault.name === name);
    const findings = own.flatMap((round) => round.findings);
    const cells = phases.map((phase) =>
      counted(findings.filter(({ struck }) => struck.phase === phase).map(({ outcome }) => outcome)),
    );
    const broken = findings.filter((finding) => finding.broken.length > 0).length;
    const recovered = Math.max(...own.map(({ recoveredAfterMs }) => recoveredAfterMs));
    const ended = Math.max(...findings.map(({ struck }) => struck.endedAfterMs));
    return row(name, ...cells, String(broken), seconds(recovered), seconds(ended));
  });
  const heads = ['fault', ...phases, 'broken', 'next login took', 'last login over after'];
  return [row(...heads), row(...heads.map(() => '---')), ...lines].join('\n');
}

/** Every broken promise, with its login. */
export const brokenPromises = (rounds: AuditedRound[]): string[] =>
  rounds
    .flatMap(({ findings }) => findings)
    .flatMap(({ struck: { fault, phase, login }, broken }) =>
      broken.map((promise) => `${fault.name}, ${phase}, ${login.bank.code} ${login.username}: ${promise}`),
    );

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

function counted(outcomes: string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
