import { type Finding, findOut, printFinding } from './cli/doctor/finding.js';
import { listChecks } from './cli/doctor/list-checks.js';
import { readInstallation } from './cli/installation.js';
import { ConfigError, readConfig, readServerConfig } from './config.js';
import { openDatabase } from './db/open.js';
import { readSecretFiles } from './secret-files.js';
import { StartError } from './runtime/start-error.js';
import { parseKeyRing } from './secrets/key-ring.js';

/** `assisted-login doctor`: prints each finding as soon as it is made. Returns the exit code: 1 if anything is wrong. */
export async function runDoctor(env: NodeJS.ProcessEnv, { json }: { json: boolean }): Promise<number> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    findings.push(finding);
    if (!json) console.log(printFinding(finding));
  };
  const configuration = await findOut({ check: 'configuration', look: () => checkConfiguration(env) });
  report(configuration);
  // Without it, nothing else can be looked at.
  if (configuration.state === 'good') await reportChecks(env, report);
  if (json) console.log(JSON.stringify(findings, null, 2));
  return findings.every(({ state }) => state === 'good') ? 0 : 1;
}

async function checkConfiguration(env: NodeJS.ProcessEnv): Promise<string> {
  const config = readFittingConfig(env);
  const { isOwn } = await readInstallation(config);
  return isOwn ? `that of \`npm start\` in ${config.dataDir}` : 'complete';
}

function readFittingConfig(env: NodeJS.ProcessEnv) {
  try {
    // `npm start` provides what API and worker need.
    const { DATABASE_URL: databaseUrl = '' } = readSecretFiles(env).env;
    return databaseUrl === '' ? readConfig(env) : readServerConfig(env);
  } catch (error) {
    throw error instanceof ConfigError ? new StartError(error.message) : error;
  }
}

async function reportChecks(env: NodeJS.ProcessEnv, report: (finding: Finding) => void): Promise<void> {
  const config = readConfig(env);
  const installation = await readInstallation(config);
  const { ids: keyIds } = parseKeyRing(installation.secretKeys);
  const db = openDatabase({
    databaseUrl: installation.databaseUrl,
    maxConnections: 1,
    queryTimeoutMs: 60_000,
  });
  try {
    const publicUrl = installation.isOwn ? (installation.api ?? config.publicUrl) : config.publicUrl;
    const checked = { config: { ...config, publicUrl }, db, keyIds };
    const checks = listChecks({ ...checked, temporalAddress: installation.temporalAddress });
    for (const check of checks) report(await findOut(check));
  } finally {
    await db.destroy();
  }
}
