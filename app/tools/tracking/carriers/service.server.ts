/**
 * Carriers as warehouses type them, for the merchant: what each name was taken for, another carrier for it, numbers that fit none. In: a shop. Out: rows; what a
 * choice replaced, so that it can be taken back. Invariant: a choice holds for parcels of the past and of the future alike.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { followAllAgain } from '../parcels/service.server.ts'
import { findCarrier } from './links.ts'
import { carrierNameKey } from './recognise.ts'
import type { CarrierChoiceForm, OddNumber, TypedCarrier } from './schema.ts'
import {
  countUnnamed,
  listCarrierChoices,
  listOpenNumbers,
  listTypedNames,
  removeCarrierChoice,
  saveCarrierChoice,
} from './store.server.ts'
import { judgeNumber, listTypedCarriers } from './typed.ts'

const LOOKED_AT = 5_000
const MOST_ODD = 100

export interface CarriersPage {
  names: TypedCarrier[]
  unnamed: { parcels: number; recognised: number }
  odd: OddNumber[]
  oddCount: number
}

export async function carriersPage(shop: Shop): Promise<CarriersPage> {
  return inShopSql(shop.id, async (sql) => {
    const choices = await listCarrierChoices(sql, shop)
    const odd: OddNumber[] = []
    for (const parcel of await listOpenNumbers(sql, shop, LOOKED_AT)) {
      const judged = judgeNumber(parcel.number, parcel.carrier)
      if (judged === null) continue
      const { orderId, orderName, number, typed, carrier } = parcel
      odd.push({
        orderId,
        orderName,
        number,
        typed,
        carrierName: carrier === null ? null : (findCarrier(carrier)?.name ?? carrier),
        ...judged,
      })
    }
    return {
      names: listTypedCarriers(await listTypedNames(sql, shop), choices),
      unnamed: await countUnnamed(sql, shop),
      odd: odd.slice(0, MOST_ODD),
      oddCount: odd.length,
    }
  })
}

/** What a choice replaced, in the form's words, so that sending it back takes the choice back. */
export interface ReplacedChoice {
  typed: string
  carrier: string
}

/** Says what a typed name means; `auto` leaves it to recognition. Parcels are read again by a job. Throws `invalid_input` for a name without letters. */
export async function chooseCarrier(shop: Shop, form: CarrierChoiceForm, at: Instant): Promise<ReplacedChoice> {
  const { typed, carrier } = form
  const nameKey = carrierNameKey(typed)
  if (nameKey === '')
    throw new AppError('invalid_input', 'a name without letters', {
      fields: [{ path: ['typed'], message: 'empty', code: 'trackingCarriers.noName' }],
    })
  return inShopSql(shop.id, async (sql) => {
    const before = await listCarrierChoices(sql, shop)
    if (carrier === 'auto') await removeCarrierChoice(sql, shop, nameKey)
    else await saveCarrierChoice(sql, shop, { nameKey, typed, carrier: carrier === 'none' ? null : carrier, at })
    await followAllAgain(sql, shop)
    return { typed, carrier: before.has(nameKey) ? (before.get(nameKey) ?? 'none') : 'auto' }
  })
}
