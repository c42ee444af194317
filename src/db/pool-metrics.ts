import { Gauge, type Registry } from 'prom-client';

/** What a connection pool of `pg` says of itself. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Adds the gauges of this process's pool of database connections to its metrics. */
export function addPoolMetrics(registry: Registry, pool: PoolCounts): void {
  const registers = [registry];
  new Gauge({
    name: 'assisted_login_database_connections',
    help: 'Open connections of the pool to the database, by state',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'in_use' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'assisted_login_database_waiting',
    help: 'Statements and transactions that wait for a connection of the pool',
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
}
