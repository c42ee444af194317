import { goProgram } from './go-program.js';

const server = { module: 'temporal-server', version: '1.31.2' };

/** The path of Temporal's server, which is built with Go once. */
export const buildTemporalServer = (): Promise<string> =>
  goProgram({
    ...server,
    package: 'go.temporal.io/server/cmd/server',
    name: 'temporal-server',
    flags: ['-tags', 'disable_grpc_modules'],
  });

/** The path of the tool that creates the tables of Temporal's server, which is built with Go once. */
export const buildTemporalSqlTool = (): Promise<string> =>
  goProgram({ ...server, package: 'go.temporal.io/server/cmd/tools/sql', name: 'temporal-sql-tool' });
