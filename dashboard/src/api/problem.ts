/** An error response of the API, or no response at all (`code` is then `UNREACHABLE`). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | null;
  readonly requestId: string | null;

  constructor(facts: {
    code: string;
    message: string;
    status: number;
    details?: Record<string, unknown>;
    retryAfterSeconds?: number | null;
    requestId?: string | null;
  }) {
    super(facts.message);
    this.code = facts.code;
    this.status = facts.status;
    this.details = facts.details ?? {};
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.requestId = facts.requestId ?? null;
  }

  /** A string among the details, such as `reason`. Null if there is none. */
  word(name: string): string | null {
    const value = this.details[name];
    return typeof value === 'string' ? value : null;
  }

  /** The invalid fields that a 400 lists, with a message for each. */
  get issues(): { path: string; message: string }[] {
    const { issues } = this.details;
    if (!Array.isArray(issues)) return [];
    return issues.flatMap((issue: unknown) => {
      if (typeof issue !== 'object' || issue === null) return [];
      const { path, message } = issue as Record<string, unknown>;
      const name = Array.isArray(path) ? path.join('.') : path;
      return typeof name === 'string' && typeof message === 'string' ? [{ path: name, message }] : [];
    });
  }
}

export const isProblem = (error: unknown, code: string): error is Problem =>
  error instanceof Problem && error.code === code;
