import type { TestProject } from 'vitest/node';
import { provideServices } from './support/provide-services.js';
import { startDevelopmentTemporal } from './support/services.js';

export default (project: TestProject): Promise<() => Promise<void>> =>
  provideServices(project, { machines: 1, startTemporal: startDevelopmentTemporal });
