import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pool, prisma } from '#app/db/client.server.ts'
import { inShop, inShopSql } from '#app/db/tenant.server.ts'
import { defineJob, run, type BoundJob } from '#app/jobs/define.ts'
import { closeQueue, enqueue, listParked, openQueue, queueDepths, retryParked } from '#app/jobs/queue.server.ts'
import { startRunner, type Runner } from '#app/jobs/runner.server.ts'
import { AppError } from '#app/kernel/errors.ts'

const Payload = z.object({ shopId: z.number(), n: z.number() })
let runner: Runner | undefined
const shops: number[] = []
let serial = 0

/** A fresh queue for each test, so that none sees another's jobs. */
function aJob(
  policy: Partial<{ retries: number; backoffSeconds: number; leaseSeconds: number; perShop: number }> = {},
) {
  return defineJob({ name: `test.job${++serial}`, payload: Payload, ...policy })
}

async function starts(...jobs: BoundJob[]): Promise<void> {
  runner = await startRunner(jobs, { concurrency: 2 })
}

async function until(what: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) if (await what()) return
  throw new Error('it did not happen in time')
}

beforeAll(async () => {
  for (const name of ['a', 'b'])
    shops.push((await prisma().shop.create({ data: { domain: `${name}.myshopify.com` } })).id)
  await openQueue({ supervise: true })
})

afterEach(async () => {
  await runner?.stop()
  runner = undefined
  await closeQueue()
})

describe('the queue', () => {
  it('a job enqueued in a transaction that rolls back does not exist', async () => {
    const job = aJob()
    const [shop = 0] = shops
    await expect(
      inShop(shop, async (tx) => {
        await enqueue(tx, job, { shopId: shop, n: 1 })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await expect(
      inShopSql(shop, async (sql) => {
        await enqueue(sql, job, { shopId: shop, n: 1 })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    const count = await pool().query('select count(*)::int as n from pgboss.job where name = $1', [job.name])
    expect(count.rows[0].n).toBe(0)
  })

  it('a job enqueued in a transaction that commits runs once, with its parsed payload', async () => {
    const job = aJob()
    const [shop = 0] = shops
    const seen: number[] = []
    await inShop(shop, (tx) => enqueue(tx, job, { shopId: shop, n: 1 }))
    await inShopSql(shop, (sql) => enqueue(sql, job, { shopId: shop, n: 2 }))
    await starts(run(job, async ({ n }) => void seen.push(n)))
    await until(() => seen.length === 2)
    await sleep(300)
    expect(seen.sort()).toEqual([1, 2])
  })

  it('of many jobs with one key only one waits, and a running one does not count', async () => {
    const job = aJob({ perShop: 2 })
    const [shop = 0] = shops
    let running = 0
    let release = (): void => undefined
    const held = new Promise<void>((done) => (release = done))
    expect(await enqueue(null, job, { shopId: shop, n: 1 }, { oneWaiting: 'k' })).not.toBeNull()
    expect(await enqueue(null, job, { shopId: shop, n: 2 }, { oneWaiting: 'k' })).toBeNull()
    await starts(
      run(job, async () => {
        running += 1
        await held
      }),
    )
    await until(() => running === 1)
    expect(await enqueue(null, job, { shopId: shop, n: 3 }, { oneWaiting: 'k' })).not.toBeNull()
    release()
    await until(() => running === 2)
  })

  it('a payload that does not fit its schema is refused at once', async () => {
    const job = aJob()
    await expect(enqueue(null, job, { shopId: 1, n: 'x' as unknown as number })).rejects.toThrow()
  })
})

describe('the runner', () => {
  it('a shop with many jobs does not starve another', async () => {
    const job = aJob({ perShop: 1 })
    const [big = 0, small = 0] = shops
    let bigRunning = 0
    let mostOfBig = 0
    let smallRan: () => void = () => undefined
    const smallsTurn = new Promise<void>((done) => (smallRan = done))
    for (let n = 0; n < 12; n++) await enqueue(null, job, { shopId: big, n })
    await enqueue(null, job, { shopId: small, n: 99 })
    await starts(
      run(job, async ({ shopId }) => {
        if (shopId === small) return smallRan()
        bigRunning += 1
        mostOfBig = Math.max(mostOfBig, bigRunning)
        // Held until the other shop has had its turn: were it starved, this would never end.
        await smallsTurn
        bigRunning -= 1
      }),
    )
    await smallsTurn
    expect(mostOfBig).toBe(1)
  })

  it('a failure that may pass is tried again, and the attempt is counted', async () => {
    const job = aJob({ retries: 3, backoffSeconds: 1 })
    const [shop = 0] = shops
    const attempts: number[] = []
    await enqueue(null, job, { shopId: shop, n: 1 })
    await starts(
      run(job, async (_payload, { attempt }) => {
        attempts.push(attempt)
        if (attempts.length < 2) throw new AppError('upstream_down', 'Shopify answered 502')
      }),
    )
    await until(() => attempts.length === 2)
    expect(attempts).toEqual([1, 2])
  })

  it('a failure that cannot pass is parked, seen by its own shop only, and runs again when asked', async () => {
    const job = aJob({ retries: 5 })
    const [shop = 0, other = 0] = shops
    let broken = true
    let done = 0
    await enqueue(null, job, { shopId: shop, n: 1 })
    await starts(
      run(job, async () => {
        if (broken) throw new AppError('missing_scope', 'read_orders is missing')
        done += 1
      }),
    )
    await until(async () => (await listParked(shop)).length === 1)
    const [parked] = await listParked(shop)
    expect(parked).toMatchObject({ job: job.name, code: 'missing_scope', detail: 'read_orders is missing', tries: 1 })
    expect(await listParked(other)).toEqual([])
    await expect(retryParked(other, parked?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
    broken = false
    await retryParked(shop, parked?.id ?? '')
    await until(() => done === 1)
    expect(await listParked(shop)).toEqual([])
  })

  it('work put off to a known time is not counted as a failure', async () => {
    const job = aJob({ retries: 0 })
    const [shop = 0] = shops
    const times: number[] = []
    await enqueue(null, job, { shopId: shop, n: 1 })
    await starts(
      run(job, async () => {
        times.push(Date.now())
        if (times.length === 1)
          throw new AppError('throttled', 'five operations run already', { retry: { afterSeconds: 1 } })
      }),
    )
    await until(() => times.length === 2)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(800)
    expect(await listParked(shop)).toEqual([])
  })

  it('a worker that stops hands its unfinished job back', async () => {
    const job = aJob({ retries: 0 })
    const [shop = 0] = shops
    let firstSawStop = false
    await enqueue(null, job, { shopId: shop, n: 1 })
    await starts(
      run(job, async (_payload, { signal }) => {
        await sleep(30_000, undefined, { signal }).catch(() => undefined)
        firstSawStop = true
        throw signal.reason
      }),
    )
    await until(async () => (await queueDepths()).some((queue) => queue.job === job.name && queue.running === 1))
    await runner?.stop()
    runner = undefined
    expect(firstSawStop).toBe(true)
    let second = 0
    await starts(run(job, async () => void (second += 1)))
    await until(() => second === 1)
  })
})
