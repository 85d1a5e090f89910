/**
 * The promise model as JSON and back. In: a model. Out: plain JSON whose distributions are packed floats. Invariant: nothing is rounded: the level
 * at which a promise holds was found on the very numbers that are stored.
 */
import { z } from 'zod'
import type { PromiseModel } from '../promise/model.ts'
import { LONGEST_DAYS, type LaneTree } from '../promise/smoothing.ts'

const Tree = z.object({
  root: z.string(),
  lanes: z.array(z.tuple([z.string(), z.number(), z.number(), z.string()])),
})
const Weeks = z.array(z.tuple([z.string(), z.number().int()]))
export const StoredModel = z.object({
  asOf: z.string(),
  p90Level: z.number(),
  handoverWeek: Weeks,
  deliveryWeek: Weeks,
  handling: Tree,
  transit: Tree,
})
export type StoredModel = z.infer<typeof StoredModel>

export function packModel(model: PromiseModel): StoredModel {
  return {
    asOf: model.asOf,
    p90Level: model.p90Level,
    handoverWeek: [...model.handoverWeek],
    deliveryWeek: [...model.deliveryWeek],
    handling: packTree(model.handling),
    transit: packTree(model.transit),
  }
}

export function unpackModel(stored: StoredModel): PromiseModel {
  return {
    asOf: stored.asOf,
    p90Level: stored.p90Level,
    handoverWeek: new Map(stored.handoverWeek),
    deliveryWeek: new Map(stored.deliveryWeek),
    handling: unpackTree(stored.handling),
    transit: unpackTree(stored.transit),
  }
}

function packTree({ root, lanes }: LaneTree): StoredModel['handling'] {
  return {
    root: packFloats(root),
    lanes: [...lanes].map(([name, { parcels, mass, distribution }]) => [name, parcels, mass, packFloats(distribution)]),
  }
}

function unpackTree({ root, lanes }: StoredModel['handling']): LaneTree {
  return {
    root: unpackFloats(root),
    lanes: new Map(
      lanes.map(([name, parcels, mass, packed]) => [name, { parcels, mass, distribution: unpackFloats(packed) }]),
    ),
  }
}

function packFloats(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

function unpackFloats(packed: string): Float64Array {
  // A copy: a view on the pool's memory might not begin on a multiple of eight.
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64'))
  if (bytes.byteLength !== (LONGEST_DAYS + 1) * 8) throw new Error('a stored distribution is not whole')
  return new Float64Array(bytes.buffer)
}
