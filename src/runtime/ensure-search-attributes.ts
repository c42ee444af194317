import { type Connection, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { summarizeError, StartError } from './start-error.js';

const { INDEXED_VALUE_TYPE_KEYWORD: KEYWORD, INDEXED_VALUE_TYPE_DATETIME: DATETIME } =
  proto.temporal.api.enums.v1.IndexedValueType;

/** What logins can be searched by in Temporal's UI. */
const wanted = {
  BankCode: KEYWORD,
  LoginPhase: KEYWORD,
  LoginOutcome: KEYWORD,
  AssistanceExpiresAt: DATETIME,
};

/**
 * Registers the search attributes that the namespace lacks. Temporal Cloud lets nobody do that over this API: there
 * they are made by hand once, and this only finds them.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService
    .listSearchAttributes({ namespace })
    .catch((error: unknown) => {
      throw isGrpcServiceError(error) ? manualSetupError(error, Object.keys(wanted), namespace) : error;
    });
  const entries = Object.entries(wanted);
  const wrong = entries
    .filter(([name, type]) => (customAttributes[name] ?? type) !== type)
    .map(([name]) => name);
  if (wrong.length > 0) {
    throw new StartError(
      `Temporal's namespace "${namespace}" has ${wrong.join(', ')} with another type than ours.`,
      ['use another namespace: TEMPORAL_NAMESPACE'],
    );
  }
  const missing = entries.filter(([name]) => customAttributes[name] === undefined);
  if (missing.length === 0) return;
  await connection.operatorService
    .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) })
    .catch((error: unknown) => {
      if (isAlreadyExistsError(error)) return;
      const names = missing.map(([name]) => name);
      throw isGrpcServiceError(error) ? manualSetupError(error, names, namespace) : error;
    });
}

/** Two parts may start at once and both find them missing. */
function isAlreadyExistsError(error: unknown): boolean {
  return error instanceof Error && /already exists/i.test(error.message);
}

function manualSetupError(error: Error, names: string[], namespace: string): StartError {
  const flags = names.map(
    (name) => `--name ${name} --type ${name === 'AssistanceExpiresAt' ? 'Datetime' : 'Keyword'}`,
  );
  return new StartError(
    `The search attributes ${names.join(', ')} could not be looked up or made in the namespace "${namespace}": ${summarizeError(error)}`,
    [
      `self-hosted: temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`,
      'Temporal Cloud: add them in the namespace’s settings, or with `tcld namespace search-attributes add`',
    ],
  );
}
