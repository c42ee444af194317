import { type Connection, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { summarizeError, StartError } from './start-error.js';

const { INDEXED_VALUE_TYPE_KEYWORD: keyword, INDEXED_VALUE_TYPE_DATETIME: datetime } =
  proto.temporal.api.enums.v1.IndexedValueType;

/** The keys of src/temporal/search-attributes.ts, with the types of the API that registers them. */
const required = {
  BankCode: keyword,
  AccountName: keyword,
  LoginPhase: keyword,
  LoginOutcome: keyword,
  AssistanceExpiresAt: datetime,
};

/**
 * Registers the search attributes that the namespace lacks. On Temporal Cloud, where this API does not allow it, they
 * have to be created by hand once. Throws a StartError that says how.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await findMissingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, required[name]]));
  await connection.operatorService
    .addSearchAttributes({ namespace, searchAttributes })
    .catch((error: unknown) => {
      if (isAlreadyExistsError(error)) return;
      throw isGrpcServiceError(error) ? manualSetupError(error, missing, namespace) : error;
    });
}

type RequiredAttribute = keyof typeof required;
const requiredNames = Object.keys(required) as RequiredAttribute[];

/** The search attributes that the namespace lacks. Throws a StartError if they cannot be read, or have another type. */
export async function findMissingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<RequiredAttribute[]> {
  const { customAttributes } = await connection.operatorService
    .listSearchAttributes({ namespace })
    .catch((error: unknown) => {
      throw isGrpcServiceError(error) ? manualSetupError(error, requiredNames, namespace) : error;
    });
  const wrong = requiredNames.filter((name) => (customAttributes[name] ?? required[name]) !== required[name]);
  if (wrong.length > 0) {
    throw new StartError(
      `Temporal's namespace "${namespace}" has search attributes of another type than needed: ${wrong.join(', ')}.`,
      ['set TEMPORAL_NAMESPACE to another namespace'],
    );
  }
  return requiredNames.filter((name) => customAttributes[name] === undefined);
}

/** Two processes that start at once may both find them missing. */
function isAlreadyExistsError(error: unknown): boolean {
  return error instanceof Error && /already exists/i.test(error.message);
}

function manualSetupError(error: Error, names: readonly string[], namespace: string): StartError {
  const flags = names.map(
    (name) => `--name ${name} --type ${name === 'AssistanceExpiresAt' ? 'Datetime' : 'Keyword'}`,
  );
  return new StartError(
    `The search attributes ${names.join(', ')} could not be read or created in the namespace "${namespace}": ${summarizeError(error)}`,
    [
      `self-hosted: temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`,
      'Temporal Cloud: add them in the settings of the namespace, or with `tcld namespace search-attributes add`',
    ],
  );
}
