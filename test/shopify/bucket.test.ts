import { describe, expect, it } from 'vitest'
import { CostBucket } from '#app/shopify/bucket.ts'

const status = (currentlyAvailable: number) => ({ maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 })

describe('the bucket of query cost', () => {
  it('lets everybody through before Shopify has said anything', () => {
    expect(new CostBucket().queue(5000, 0)).toBe(0)
  })

  it('waits (requested - available) / restore rate', () => {
    const bucket = new CostBucket()
    bucket.learn(status(100), 0)
    // (350 - 100) / 100 a second
    expect(bucket.msUntil(350, 0)).toBe(2500)
    // 100 points came back in one second
    expect(bucket.msUntil(350, 1000)).toBe(1500)
    expect(bucket.msUntil(350, 2500)).toBe(0)
  })

  it('never holds more than its size', () => {
    const bucket = new CostBucket()
    bucket.learn(status(1999), 0)
    expect(bucket.msUntil(2001, 3_600_000)).toBe(10)
  })

  it('makes those who come later wait behind those who wait already', () => {
    const bucket = new CostBucket()
    bucket.learn(status(0), 0)
    expect([bucket.queue(100, 0), bucket.queue(100, 0), bucket.queue(100, 0)]).toEqual([1000, 2000, 3000])
  })

  it('counts what has left as spent until Shopify says otherwise', () => {
    const bucket = new CostBucket()
    bucket.learn(status(1000), 0)
    bucket.queue(900, 0)
    bucket.leave(900, 0, true)
    expect(bucket.msUntil(200, 0)).toBe(1000)
    bucket.learn(status(1000), 0)
    expect(bucket.msUntil(200, 0)).toBe(0)
  })

  it('gives back the place of one who gave up', () => {
    const bucket = new CostBucket()
    bucket.learn(status(0), 0)
    bucket.queue(500, 0)
    bucket.leave(500, 0, false)
    expect(bucket.queue(100, 0)).toBe(1000)
  })
})
