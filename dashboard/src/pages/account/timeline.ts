import type { PastRequest, LoginSession, Submission } from '../../api/schemas';

export interface AnsweredRequest {
  request: PastRequest;
  submissions: Submission[];
}

export interface TimelineEntry {
  session: LoginSession;
  requests: AnsweredRequest[];
}

interface Lists {
  sessions: readonly LoginSession[];
  requests: readonly PastRequest[];
  submissions: readonly Submission[];
}

/**
 * Assigns each request to the session during which it was created, and each submission to its request.
 * Requests and submissions are sorted oldest first.
 */
export function timelineOf({ sessions, requests, submissions }: Lists): TimelineEntry[] {
  const oldestFirst = [...requests].reverse();
  return sessions.map((session) => ({
    session,
    requests: oldestFirst
      .filter(({ created_at }) => isWithin(created_at, session))
      .map((request) => ({
        request,
        submissions: submissions.filter(({ request_id }) => request_id === request.id).reverse(),
      })),
  }));
}

const isWithin = (at: string, { started_at, ended_at }: LoginSession): boolean =>
  Date.parse(at) >= Date.parse(started_at) && (ended_at === null || Date.parse(at) <= Date.parse(ended_at));
