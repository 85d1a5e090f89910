/**
 * Prometheus metrics of this process. Labels never carry a shop, a path with ids, or anything personal.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { queueDepths } from '#app/jobs/queue.server.ts'
import type { JobEnded } from '#app/jobs/runner.server.ts'

export const registry = new Registry()
collectDefaultMetrics({ register: registry, prefix: 'tradewind_' })

const httpSeconds = new Histogram({
  name: 'tradewind_http_request_seconds',
  help: 'Time to answer a request, by kind of page and status class',
  labelNames: ['method', 'kind', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
})

const jobSeconds = new Histogram({
  name: 'tradewind_job_seconds',
  help: 'Time a job ran, by job and outcome',
  labelNames: ['job', 'outcome'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300],
  registers: [registry],
})

const shopifyRequests = new Counter({
  name: 'tradewind_shopify_requests_total',
  help: 'Requests to the Admin API, by outcome',
  labelNames: ['outcome'],
  registers: [registry],
})

new Gauge({
  name: 'tradewind_jobs',
  help: 'Jobs by queue and state',
  labelNames: ['job', 'state'],
  registers: [registry],
  async collect() {
    this.reset()
    for (const depth of await queueDepths()) {
      this.set({ job: depth.job, state: 'waiting' }, depth.waiting)
      this.set({ job: depth.job, state: 'running' }, depth.running)
      this.set({ job: depth.job, state: 'parked' }, depth.parked)
    }
  },
})

new Gauge({
  name: 'tradewind_peak_rss_bytes',
  help: 'The most memory this process ever held',
  registers: [registry],
  collect() {
    this.set(process.resourceUsage().maxRSS * 1024)
  },
})

export function countJob(ended: JobEnded): void {
  jobSeconds.observe({ job: ended.job, outcome: ended.outcome }, ended.seconds)
}

export function countShopifyRequest(outcome: string): void {
  shopifyRequests.inc({ outcome })
}

/** `kind` is the first segment of the path: webhooks, app, proxy, auth, assets … */
export function countRequest(method: string, path: string, status: number, seconds: number): void {
  const kind = /^\/(webhooks|app|proxy|auth|assets|carrier|healthz|readyz|metrics)(?:[/.]|$)/.exec(path)?.[1] ?? 'other'
  httpSeconds.observe({ method, kind, status: `${Math.floor(status / 100)}xx` }, seconds)
}
