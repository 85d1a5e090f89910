/**
 * Transfers as a merchant asks for them. In: a shop and a wish. Out: moves with three ways compared, the list, transfers that are made once.
 * Invariant: what a page shows was stored by a plan; a transfer that is asked for twice under one id is one.
 */
import { createHash } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { LocationNeed } from '../locations/need.ts'
import { findPolicy } from '../policy/store.server.ts'
import { goodsChanged } from '../replan/service.server.ts'
import { TransferJob } from './making/jobs.ts'
import * as making from './making/store.server.ts'
import { proposeMoves, routeKey } from './propose.ts'
import {
  readRoute,
  type MoveGroup,
  type NewTransferForm,
  type Route,
  type RouteForm,
  type TransferRow,
} from './schema.ts'
import { loadPublishedCosts } from './parcels/service.server.ts'
import * as store from './store.server.ts'

export { canMakeTransfers } from './making/service.server.ts'

/** More are not read by anybody; the most urgent come first. */
const MOST_VARIANTS = 200
const MOST_LISTED = 100

export interface TransferOverview {
  /** active locations */
  places: store.Place[]
  groups: MoveGroup[]
  /** there may be more variants than are shown */
  isCut: boolean
  transfers: TransferRow[]
}

export async function transferOverview(shop: Shop): Promise<TransferOverview> {
  return inShopSql(shop.id, async (sql) => {
    const all = await store.listPlaces(sql, shop)
    const transfers = await store.listTransfers(sql, shop, MOST_LISTED)
    const places = all.filter(({ active }) => active)
    if (places.length < 2) return { places, groups: [], isCut: false, transfers }
    const uneven = await store.listUneven(sql, shop, { most: MOST_VARIANTS, locations: all.length })
    const routes = new Map((await store.listRoutes(sql, shop)).map((route) => [keyOf(route), route]))
    const { document: policy } = await findPolicy(sql, shop)
    const names = await listVariantNames(
      sql,
      shop,
      uneven.map(({ variantId }) => variantId),
    )
    const parcelCostMinor = await loadPublishedCosts(sql, shop, places)
    const facts = { routes, parcelCostMinor, holdingBpsPerYear: policy.holdingBpsPerYear }
    const groups = new Map<string, Omit<MoveGroup, 'offerId'>>()
    const looked = new Map(uneven.map(({ variantId, plannedAt }) => [variantId, plannedAt]))
    for (const { supply, plannedAt: _, ...goods } of uneven) {
      const byId = new Map(goods.places.map((place) => [place.locationId, place]))
      for (const move of proposeMoves({ ...goods, leadTimeDays: supply.leadTime?.meanDays ?? null }, facts)) {
        const origin = byId.get(move.originLocationId)
        const destination = byId.get(move.destinationLocationId)
        if (!origin || !destination) continue
        const key = routeKey(move.originLocationId, move.destinationLocationId)
        const group = groups.get(key) ?? newGroup(origin, destination, routes.get(key) ?? null)
        const availableUnits = Math.max(0, origin.onHandUnits - origin.committedUnits - origin.leavingUnits)
        group.moves.push({ ...move, availableUnits, name: names.get(move.variantId) ?? null })
        groups.set(key, group)
      }
    }
    const offered = [...groups.values()].map((group) => ({ ...group, offerId: offerIdOf(shop, group, looked) }))
    return { places, groups: offered, isCut: uneven.length === MOST_VARIANTS, transfers }
  })
}

const keyOf = ({ originLocationId, destinationLocationId }: Route): string =>
  routeKey(originLocationId, destinationLocationId)

/** A UUID of version 8 (RFC 9562, 5.8) made of what is offered and of the looks that offer it. */
function offerIdOf(
  shop: Shop,
  { origin, destination, moves }: Omit<MoveGroup, 'offerId'>,
  looked: ReadonlyMap<Id, Instant>,
): string {
  const lines = moves.map(({ variantId, units }) => [variantId, units, looked.get(variantId)])
  const hash = createHash('sha256')
    .update(JSON.stringify([shop.id, origin.id, destination.id, lines]))
    .digest('hex')
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 3) | 8).toString(16)
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

function newGroup(origin: LocationNeed, destination: LocationNeed, route: Route | null): Omit<MoveGroup, 'offerId'> {
  return {
    origin: { id: origin.locationId, name: origin.locationName },
    destination: { id: destination.locationId, name: destination.locationName },
    route,
    moves: [],
  }
}

/** How the locations of one variant stand. Empty where the shop has one. */
export async function placesOfVariant(shop: Shop, variantId: Id): Promise<LocationNeed[]> {
  return inShopSql(shop.id, (sql) => store.listPlacesOf(sql, shop, variantId))
}

export interface RouteView {
  places: store.Place[]
  route: Route
}

/** The card of the way between two locations, an empty one where nobody has filled it. Throws `not_found` for places that are not there. */
export async function routeCard(shop: Shop, originLocationId: Id, destinationLocationId: Id): Promise<RouteView> {
  return inShopSql(shop.id, async (sql) => {
    const places = await store.listPlaces(sql, shop)
    const missing = [originLocationId, destinationLocationId].find((id) => !places.some((place) => place.id === id))
    if (missing !== undefined) throw new AppError('not_found', `no location ${missing}`)
    const known = (await store.listRoutes(sql, shop)).find(
      (route) => keyOf(route) === routeKey(originLocationId, destinationLocationId),
    )
    const empty: Route = {
      originLocationId,
      destinationLocationId,
      days: null,
      costPerKgMinor: 0,
      costPerUnitMinor: 0,
      fixedMinor: 0,
      directDays: null,
      directPerUnitMinor: null,
    }
    return { places, route: known ?? empty }
  })
}

/** Throws `invalid_input` (a ZodError) at what cannot be read, `not_found` for places that are not there. */
export async function saveRouteCard(shop: Shop, form: RouteForm): Promise<void> {
  const route = readRoute(form, shop.currency)
  await routeCard(shop, route.originLocationId, route.destinationLocationId)
  await inShopSql(shop.id, (sql) => store.saveRoute(sql, shop, route))
}

/**
 * Plans a transfer and has it made at Shopify as a draft. Asked again under its id, it is the one that is there. Throws `invalid_input` at the lines
 * of which the origin has not as much (`not_enough`) or nothing (`not_stocked`), or that are gone (`goods_gone`), and at places that are not active.
 */
export async function createTransfer(shop: Shop, form: NewTransferForm, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const places = new Map((await store.listPlaces(sql, shop)).map((place) => [place.id, place]))
    const fields: FieldError[] = []
    for (const path of ['originLocationId', 'destinationLocationId'] as const)
      if (!places.get(form[path])?.active) fields.push({ path: [path], message: 'location_gone' })
    if (form.originLocationId === form.destinationLocationId)
      fields.push({ path: ['destinationLocationId'], message: 'same_place' })
    const variantIds = form.lines.map(({ variantId }) => variantId)
    if (new Set(variantIds).size < variantIds.length) fields.push({ path: ['lines'], message: 'line_twice' })
    const movable = await store.listMovable(sql, shop, form.originLocationId, variantIds)
    const lines = form.lines.flatMap(({ variantId, units }): making.NewLine[] => {
      const known = movable.get(variantId)
      const refuse = (message: string): making.NewLine[] => {
        fields.push({ path: ['lines', variantId], message })
        return []
      }
      if (!known) return refuse('goods_gone')
      if (known.availableUnits === null) return refuse('not_stocked')
      if (known.availableUnits < units) return refuse('not_enough')
      const { inventoryItemId, title, sku } = known
      return [{ variantId, inventoryItemId, title, sku, units }]
    })
    if (fields.length > 0) throw new AppError('invalid_input', 'the transfer was not planned', { fields })
    if (!(await making.insertTransfer(sql, shop, form, lines, at))) return
    await enqueue(sql, TransferJob, { shopId: shop.id, transferId: form.id }, { oneWaiting: form.id })
    await goodsChanged(sql, shop, variantIds)
  })
}

/** A transfer that failed is tried again; a person has looked when it was unclear. Throws `conflict` when it did not fail. */
export async function retryTransfer(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const { lines } = await making.getTransfer(sql, shop, id)
    if (!(await making.planAgain(sql, shop, id))) throw notFailed(id)
    await enqueue(sql, TransferJob, { shopId: shop.id, transferId: id }, { oneWaiting: id })
    await goodsChanged(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    )
  })
}

/** A transfer that failed is given up. Throws `conflict` when it did not fail. */
export async function giveUpTransfer(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await making.getTransfer(sql, shop, id)
    if (!(await making.removeTransfer(sql, shop, id))) throw notFailed(id)
  })
}

function notFailed(id: string): AppError {
  return new AppError('conflict', `transfer ${id} did not fail`, { retry: 'never' })
}
