import type { Route } from './define-route.js';
import { type ErrorCode, errorStatuses } from '../access/api-error.js';

/** The error codes that a route may answer, by status: those it names, and those its declaration brings along. */
export function documentedErrors(route: Route): Record<number, ErrorCode[]> {
  const byStatus: Record<number, ErrorCode[]> = {};
  const add = (code: ErrorCode, status: number = errorStatuses[code]) => {
    byStatus[status] = [...new Set([...(byStatus[status] ?? []), code])];
  };
  const { auth, account, params, query, headers, body, limits, errors } = route;
  // Of a credential that is wrong too often from one address.
  if (auth !== 'none') (['UNAUTHORIZED', 'RATE_LIMITED'] as const).forEach((code) => add(code));
  if (typeof auth === 'object') (['INVALID_API_KEY', 'FORBIDDEN'] as const).forEach((code) => add(code));
  if (account) (['VALIDATION_ERROR', 'NOT_FOUND'] as const).forEach((code) => add(code));
  if (limits.length > 0) add('RATE_LIMITED');
  if (params ?? query ?? headers ?? body) add('VALIDATION_ERROR');
  if (body) ([413, 415] as const).forEach((status) => add('VALIDATION_ERROR', status));
  errors.forEach((code) => add(code));
  (['INTERNAL_ERROR', 'UNAVAILABLE'] as const).forEach((code) => add(code));
  return byStatus;
}
