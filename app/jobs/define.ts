/**
 * Terminology of the queue, used everywhere with these meanings:
 * job = one piece of work with a payload, stored in PostgreSQL; definition = its name, payload schema and policy;
 * lease = how long a running job may stay silent before another worker takes it; parked = gave up after its last retry, kept
 * for a person to look at and retry; fairness = jobs of one shop never use more than their share of the workers.
 * In: a definition. Out: a typed value for `enqueue` (queue.server) and `run` (runner.server). Invariant: no business word here.
 */
import type { z } from 'zod'

export interface JobPolicy {
  /** how often it is tried again after a failure that may pass; then it is parked */
  retries: number
  /** first pause between tries; doubles each time, with jitter */
  backoffSeconds: number
  /** a worker that dies leaves the job to others after this long */
  leaseSeconds: number
  /** at most this many jobs of one shop run at once, over all workers */
  perShop: number
}

export interface JobDefinition<Name extends string, Schema extends z.ZodType> extends JobPolicy {
  name: Name
  payload: Schema
}

/** Any definition, when the payload does not matter. */
export type AnyJob = JobDefinition<string, z.ZodType>

const DEFAULT_POLICY: JobPolicy = { retries: 8, backoffSeconds: 2, leaseSeconds: 120, perShop: 1 }

/** Names are `room.verb`. Payloads of shop work carry `shopId`. Handlers must be idempotent: a job can run twice. */
export function defineJob<Name extends `${string}.${string}`, Schema extends z.ZodType>(
  definition: { name: Name; payload: Schema } & Partial<JobPolicy>,
): JobDefinition<Name, Schema> {
  return { ...DEFAULT_POLICY, ...definition }
}

export interface JobContext {
  /** aborted when the process is asked to stop or the lease is lost: finish the current step, save, throw `signal.reason` */
  signal: AbortSignal
  /** 1 for the first try */
  attempt: number
  jobId: string
}

export interface JobHandler<Schema extends z.ZodType> {
  (payload: z.output<Schema>, context: JobContext): Promise<void>
}

export interface BoundJob {
  definition: AnyJob
  handle: (payload: unknown, context: JobContext) => Promise<void>
}

/** Binds a handler to a definition; the payload is parsed before the handler sees it. */
export function run<Schema extends z.ZodType>(
  definition: JobDefinition<string, Schema>,
  handler: JobHandler<Schema>,
): BoundJob {
  return { definition, handle: async (payload, context) => handler(definition.payload.parse(payload), context) }
}
