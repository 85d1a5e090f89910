/**
 * Lines, charges and receipts as they were typed. In: texts and the order's currency. Out: units and minor units, or `invalid_input` with every
 * refused field. Invariant: an empty price is "not agreed yet", never 0; an empty count is 0. The words of a code are in i18n under
 * `reorderOrders.refused.<code>` or `sheets.line.<code>`.
 */
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import { optional, readCurrency, readMoney, readNumber, type Cell } from '#app/sheets/cells.ts'
import type { ReceiptLine } from './receiving.ts'
import { MOST_UNITS, type ChargesForm, type LinesForm, type OrderCharge, type ReceiptForm } from './schema.ts'

const MOST_MINOR = 1_000_000_000_000

export interface TypedLine {
  id: string | null
  variantId: string
  orderedUnits: number
  unitPriceMinor: number | null
  supplierSku: string | null
  /** cubic centimetres of one unit; null: not known */
  unitVolume: number | null
}

/** Throws `invalid_input`; a variant named twice is refused at its second line. */
export function readLines(form: LinesForm, currency: string): TypedLine[] {
  const reader = new Reader()
  const seen = new Set<string>()
  const lines = form.lines.map((line, index): TypedLine => {
    const at = (field: string): string[] => ['lines', String(index), field]
    if (seen.has(line.variantId)) reader.refuse(at('units'), 'goods_twice')
    seen.add(line.variantId)
    return {
      id: line.id === '' ? null : line.id,
      variantId: line.variantId,
      orderedUnits: reader.whole(at('units'), line.units, 1) ?? 1,
      unitPriceMinor: reader.money(at('price'), line.price, currency, 0),
      supplierSku: line.supplierSku === '' ? null : line.supplierSku,
      unitVolume: line.volume.trim() === '' ? null : reader.whole(at('volume'), line.volume, 1),
    }
  })
  reader.done()
  return lines
}

export type TypedCharge = Omit<OrderCharge, 'id'> & { id: string | null }

/** Throws `invalid_input`. A discount or credit is typed with a minus. */
export function readCharges(form: ChargesForm): TypedCharge[] {
  const reader = new Reader()
  const charges = form.charges.map((charge, index): TypedCharge => {
    const at = (field: string): string[] => ['charges', String(index), field]
    const currency = reader.read(at('currency'), readCurrency(charge.currency)) ?? 'XXX'
    const amountMinor = currency === 'XXX' ? 0 : reader.money(at('amount'), charge.amount, currency, -MOST_MINOR)
    if (amountMinor === null) reader.refuse(at('amount'), 'missing')
    return {
      id: charge.id === '' ? null : charge.id,
      kind: charge.kind,
      name: charge.name,
      amountMinor: amountMinor ?? 0,
      currency,
      spreadBy: charge.spreadBy,
    }
  })
  reader.done()
  return charges
}

/** Lines on which something came. Throws `invalid_input`; that an order may be received at all is receiving.ts's to say. */
export function readReceipt(form: ReceiptForm): ReceiptLine[] {
  const reader = new Reader()
  const lines = form.lines.map((line, index): ReceiptLine => {
    const at = (field: string): string[] => ['lines', String(index), field]
    const acceptedUnits = reader.whole(at('accepted'), line.accepted, 0) ?? 0
    const damagedUnits = reader.whole(at('damaged'), line.damaged, 0) ?? 0
    const replacedUnits = reader.whole(at('replaced'), line.replaced, 0) ?? 0
    if (replacedUnits > damagedUnits) reader.refuse(at('replaced'), 'more_than_damaged')
    return { lineId: line.lineId, acceptedUnits, damagedUnits, replacedUnits }
  })
  reader.done()
  return lines.filter((line) => line.acceptedUnits + line.damagedUnits > 0)
}

class Reader {
  readonly #refused: FieldError[] = []

  refuse(path: string[], code: string): null {
    if (!this.#refused.some((one) => one.path.join() === path.join())) {
      this.#refused.push({ path, message: code, code })
    }
    return null
  }

  read<Value>(path: string[], cell: Cell<Value>): Value | null {
    return cell.ok ? cell.value : this.refuse(path, cell.reason)
  }

  /** An empty text is 0, which may be below `least`. */
  whole(path: string[], text: string, least: number): number | null {
    const number = this.read(path, optional(text, readNumber))
    const value = Number(number ?? 0)
    if (!Number.isInteger(value)) return this.refuse(path, 'not_whole')
    return value < least || value > MOST_UNITS ? this.refuse(path, 'out_of_range') : value
  }

  /** null when it is empty, or refused. */
  money(path: string[], text: string, currency: string, least: number): number | null {
    const minor = this.read(
      path,
      optional(text, (given) => readMoney(given, currency)),
    )
    return minor !== null && (minor < least || minor > MOST_MINOR) ? this.refuse(path, 'out_of_range') : minor
  }

  done(): void {
    if (this.#refused.length > 0) {
      throw new AppError('invalid_input', 'fields of the order are refused', { fields: this.#refused })
    }
  }
}
