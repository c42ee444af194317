import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Tracing } from './tracing.js';

/** What an activity's input says about its trace and its login. */
const tracedInputSchema = z.object({
  traceparent: z.string(),
  loginId: z.string().optional(),
  bankCode: z.string().optional(),
  submissionId: z.string().optional(),
});

const tracer = trace.getTracer('assisted-login');

/**
 * Starts OpenTelemetry with its standard variables (`OTEL_*`), for traces only. Loading this module takes most of a
 * second, so import it only where traces are wanted. `service` is the default of OTEL_SERVICE_NAME. No span contains a
 * header, a body or a query, nor the message of an error of this service, any of which may hold a secret. Temporal's
 * interceptor for clients does record the errors of its calls: texts of gRPC and ids of workflows, which hold none.
 *
 * Temporal's interceptor for workflows is not used: it defers commands by some promises, and workflows that were open
 * before traces were switched on or off would no longer replay. Trace contexts travel in the messages instead.
 */
export function startTracing(service: string, env: NodeJS.ProcessEnv): Tracing {
  const sdk = new NodeSDK({
    ...(env['OTEL_SERVICE_NAME'] === undefined && { serviceName: service }),
    // Those of the process would add its command line.
    resourceDetectors: [resources.envDetector, resources.hostDetector],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  return {
    requests,
    clientInterceptors: [new OpenTelemetryWorkflowClientInterceptor({ tracer })],
    activityInterceptor,
    traceparent,
    stop: () => sdk.shutdown(),
  };
}

const requests: RequestHandler = (req, res, next) => {
  const caller = propagation.extract(ROOT_CONTEXT, req.headers);
  const attributes = { 'http.request.method': req.method };
  const span = tracer.startSpan(req.method, { kind: SpanKind.SERVER, attributes }, caller);
  res.once('close', () => {
    const { path } = (req.route ?? {}) as { path?: string }; // Express types it as any
    if (path !== undefined) {
      span.updateName(`${req.method} ${path}`);
      span.setAttribute('http.route', path);
    }
    span.setAttribute('http.response.status_code', res.statusCode);
    span.setAttribute('http.request_id', res.get('X-Request-Id') ?? '');
    if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(caller, span), next);
};

const activityInterceptor: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      const traced = tracedInputSchema.safeParse(input.args[0]).data;
      if (!traced) return next(input);
      const { traceparent: parent, ...ids } = traced;
      const attributes = { ...ids, workflowId: info.workflowExecution?.workflowId ?? '' };
      const span = tracer.startSpan(
        `RunActivity:${info.activityType}`,
        { kind: SpanKind.CONSUMER, attributes },
        propagation.extract(ROOT_CONTEXT, { traceparent: parent }),
      );
      try {
        return await context.with(trace.setSpan(ROOT_CONTEXT, span), () => next(input));
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
  },
});

function traceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
