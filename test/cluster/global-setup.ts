import type { TestProject } from 'vitest/node';
import { provideServices } from '../support/provide-services.js';
import { startTemporalServer } from './temporal-server.js';

/** Two machines over Temporal's real server, whose data is in the PostgreSQL of the tests. */
export default (project: TestProject): Promise<() => Promise<void>> =>
  provideServices(project, { machines: 2, startTemporal: startTemporalServer });
