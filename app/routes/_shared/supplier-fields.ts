/**
 * A supplier's card as a form holds it. In: a card. Out: texts as they are typed; the card again, as the server wants it.
 * Invariant: what cannot be read goes to the server as it was typed, for the schema to refuse at its field.
 */
import { toDecimal } from '#app/kernel/money.ts'
import { readCountry, readCurrency, readMoney } from '#app/sheets/cells.ts'
import type { Supplier, SupplierDraft } from '#app/tools/reorder/suppliers/schema.ts'
import { readPercent, writePercent } from './percent.ts'

export interface LaneFields {
  id: string
  name: string
  days: string
  spread: string
}

export interface SupplierFields {
  name: string
  currency: string
  forgetPrices: boolean
  country: string
  language: string
  paymentTerms: string
  incoterm: string
  orderMinimum: string
  contacts: { name: string; email: string; phone: string; role: string }[]
  lanes: LaneFields[]
  defaultLaneId: string
  closures: { name: string; fromOn: string; toOn: string }[]
  columns: { header: string; field: string }[]
}

/** @param supplier null: a new one, in the shop's currency, with the lane that most goods take */
export function toSupplierFields(
  supplier: Supplier | null,
  given: { currency: string; laneName: string; locale: string },
): SupplierFields {
  if (supplier === null)
    return {
      name: '',
      currency: given.currency,
      forgetPrices: false,
      country: '',
      language: 'en',
      paymentTerms: '',
      incoterm: '',
      orderMinimum: '',
      contacts: [],
      lanes: [{ id: 'lane-1', name: given.laneName, days: '', spread: '' }],
      defaultLaneId: '',
      closures: [],
      columns: [],
    }
  const { orderMinimumMinor: minimum } = supplier
  return {
    name: supplier.name,
    currency: supplier.currency,
    forgetPrices: false,
    country: supplier.country ?? '',
    language: supplier.language,
    paymentTerms: supplier.paymentTerms,
    incoterm: supplier.incoterm ?? '',
    orderMinimum: minimum === null ? '' : toDecimal(minimum, supplier.currency),
    contacts: supplier.contacts,
    lanes: supplier.lanes.map(({ id, name, quotedDays, spreadBps }) => ({
      id,
      name,
      days: quotedDays === null ? '' : String(quotedDays),
      spread: writePercent(spreadBps, given.locale),
    })),
    defaultLaneId: supplier.defaultLaneId ?? '',
    closures: supplier.closures,
    columns: supplier.columns,
  }
}

export function toSupplierJson(fields: SupplierFields): string {
  const currency = readCurrency(fields.currency)
  const country = readCountry(fields.country)
  const minimum = readMoney(fields.orderMinimum, currency.ok ? currency.value : 'USD')
  const draft: Record<keyof SupplierDraft, unknown> = {
    name: fields.name,
    currency: currency.ok ? currency.value : fields.currency,
    forgetPrices: fields.forgetPrices,
    country: fields.country.trim() === '' ? null : country.ok ? country.value : fields.country,
    language: fields.language,
    paymentTerms: fields.paymentTerms,
    incoterm: fields.incoterm === '' ? null : fields.incoterm,
    orderMinimumMinor: fields.orderMinimum.trim() === '' ? null : minimum.ok ? minimum.value : fields.orderMinimum,
    contacts: fields.contacts.map((contact) => ({ ...contact, email: contact.email.trim() })),
    lanes: fields.lanes.map(({ id, name, days, spread }) => ({
      id,
      name,
      quotedDays: wholeOrText(days),
      spreadBps: readPercent(spread),
    })),
    defaultLaneId: fields.lanes.some(({ id }) => id === fields.defaultLaneId) ? fields.defaultLaneId : null,
    closures: fields.closures,
    columns: fields.columns,
  }
  return JSON.stringify(draft)
}

/** Null for nothing; what is no whole number stays itself. */
export function wholeOrText(text: string): number | string | null {
  const given = text.normalize('NFKC').trim()
  return given === '' ? null : /^\d{1,9}$/.test(given) ? Number(given) : text
}

/** An id that no lane of the card has. */
export function freeLaneId(lanes: readonly LaneFields[]): string {
  let number = lanes.length + 1
  while (lanes.some(({ id }) => id === `lane-${number}`)) number += 1
  return `lane-${number}`
}
