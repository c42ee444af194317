import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { RequestHandler } from 'express';

/** OpenTelemetry traces of one process, from an HTTP request to the steps that it causes at a bank. */
export interface Tracing {
  /** Begins a span for each HTTP request, or continues the caller's trace (`traceparent`). */
  requests: RequestHandler;
  /** Spans of the calls to Temporal. */
  clientInterceptors: WorkflowClientInterceptor[];
  /** Spans of activities that are caused by a traced request: those whose input has a `traceparent`. */
  activityInterceptor: ActivityInterceptorsFactory;
  /** The W3C trace context of the work under way; undefined if it is not traced. */
  traceparent: () => string | undefined;
  /** Exports what is left. */
  stop: () => Promise<void>;
}
