import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { ensureSearchAttributes } from '../../src/runtime/ensure-search-attributes.js';

/** A Temporal namespace of the calling test file's own: task queues have fixed names, and files run at once. */
export async function createTestNamespace() {
  const address = inject('temporalAddress');
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1d'),
  });
  await ensureSearchAttributes(connection, namespace);
  const native = await NativeConnection.connect({ address });
  return {
    namespace,
    connection,
    native,
    client: new Client({ connection, namespace }),
    close: async () => {
      await native.close();
      await connection.close();
    },
  };
}
