import { Connection, type ConnectionOptions } from '@temporalio/client';
import { findMissingSearchAttributes } from '../../runtime/ensure-search-attributes.js';
import { requireService } from '../../runtime/require-service.js';
import { StartError } from '../../runtime/start-error.js';

interface TemporalSettings extends Pick<ConnectionOptions, 'tls' | 'apiKey'> {
  address: string;
  namespace: string;
}

/** Temporal's version, the namespace and its search attributes. */
export async function checkTemporal({
  address,
  namespace,
  ...credentials
}: TemporalSettings): Promise<string> {
  const connection = await requireService('Temporal', 'TEMPORAL_ADDRESS', () =>
    Connection.connect({ address, connectTimeout: 5_000, ...credentials }),
  );
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    await connection.workflowService.describeNamespace({ namespace }).catch(() => {
      throw new StartError(`Temporal has no namespace "${namespace}".`, [
        `create it: temporal operator namespace create --namespace ${namespace} --retention 72h`,
        'or set TEMPORAL_NAMESPACE to another',
      ]);
    });
    const missing = await findMissingSearchAttributes(connection, namespace);
    if (missing.length > 0)
      throw new StartError(
        `The namespace "${namespace}" lacks the search attributes ${missing.join(', ')}.`,
        ['run `npm run migrate`'],
      );
    return `server ${serverVersion} at ${address}, the namespace "${namespace}" has all search attributes`;
  } finally {
    await connection.close();
  }
}
