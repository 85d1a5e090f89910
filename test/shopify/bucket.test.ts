import { describe, expect, it } from 'vitest'
import { CostBucket } from '#app/shopify/bucket.ts'

const status = (currentlyAvailable: number) => ({ maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 })

/** how long one with `cost` waits who comes now, behind all who wait already */
const wait = (bucket: CostBucket, cost: number, nowMs: number): number => {
  const place = bucket.stand(cost)
  const ms = bucket.msUntilTurn(place, nowMs)
  bucket.leave(place, nowMs, false)
  return ms
}

describe('the bucket of query cost', () => {
  it('lets everybody through before Shopify has said anything', () => {
    expect(wait(new CostBucket(), 5000, 0)).toBe(0)
  })

  it('waits (requested - available) / restore rate', () => {
    const bucket = new CostBucket()
    bucket.learn(status(100), 0)
    // (350 - 100) / 100 a second
    expect(wait(bucket, 350, 0)).toBe(2500)
    // 100 points came back in one second
    expect(wait(bucket, 350, 1000)).toBe(1500)
    expect(wait(bucket, 350, 2500)).toBe(0)
  })

  it('never holds more than its size', () => {
    const bucket = new CostBucket()
    bucket.learn(status(1999), 0)
    expect(wait(bucket, 2001, 3_600_000)).toBe(10)
  })

  it('makes those who come later wait behind those who wait already, not the other way round', () => {
    const bucket = new CostBucket()
    bucket.learn(status(0), 0)
    const places = [bucket.stand(100), bucket.stand(100), bucket.stand(100)]
    expect(places.map((place) => bucket.msUntilTurn(place, 0))).toEqual([1000, 2000, 3000])
    expect(places.map((place) => bucket.msUntilTurn(place, 1000))).toEqual([0, 1000, 2000])
  })

  it('shortens the wait of those in the line when Shopify tells of more points, or of a faster rate', () => {
    const bucket = new CostBucket()
    bucket.learn(status(0), 0)
    const place = bucket.stand(6000)
    expect(bucket.msUntilTurn(place, 0)).toBe(60_000)
    bucket.learn(status(1000), 1000)
    expect(bucket.msUntilTurn(place, 1000)).toBe(50_000)
    bucket.learn({ maximumAvailable: 20_000, currentlyAvailable: 1000, restoreRate: 1000 }, 2000)
    expect(bucket.msUntilTurn(place, 2000)).toBe(5000)
  })

  it('counts what has left as spent until Shopify says otherwise', () => {
    const bucket = new CostBucket()
    bucket.learn(status(1000), 0)
    bucket.leave(bucket.stand(900), 0, true)
    expect(wait(bucket, 200, 0)).toBe(1000)
    bucket.learn(status(1000), 0)
    expect(wait(bucket, 200, 0)).toBe(0)
  })

  it('gives back the place of one who gave up', () => {
    const bucket = new CostBucket()
    bucket.learn(status(0), 0)
    bucket.leave(bucket.stand(500), 0, false)
    expect(wait(bucket, 100, 0)).toBe(1000)
  })
})
