/**
 * The pieces that a waterfall is written with. In: an amount or what is missing, a source, a formula. Out: one step.
 * Invariant: a step either has an amount or names what is missing.
 */
import type { CostInput } from '../terms.ts'
import { readableRate, type BookContext } from './book-context.ts'
import type { CostParts } from './engine.ts'
import type { Formula, FormulaValue, StepKind, WaterfallStep } from './schema.ts'

export type Values = Record<string, FormulaValue>

/** A step whose amount was given in some currency: with the exchange in its formula when that is another than the book's. */
export function converted(
  kind: StepKind,
  part: CostParts['unitCost'],
  context: BookContext,
  key: string,
  values: (given: NonNullable<CostParts['unitCost']['money']>) => Values,
): WaterfallStep {
  if (!part.money)
    return lacking(kind, part.missing ? [part.missing] : [], formula(`missing.${part.missing ?? kind}`, {}))
  if (part.missing)
    return lacking(
      kind,
      [part.missing],
      formula('noRate', { from: text(part.money.currency), to: text(context.book.currency) }),
    )
  const { source, on } = part
  if (part.money.currency === context.book.currency)
    return step(kind, part.minor, { source, on, formula: formula(key, values(part.money)) })
  return step(kind, part.minor, {
    source,
    on,
    formula: formula(`${key}Exchanged`, {
      ...values(part.money),
      exchangeRate: {
        type: 'number',
        value: readableRate(context.rates, part.money.currency, context.book.currency) ?? 0,
      },
    }),
  })
}

export function step(
  kind: StepKind,
  amountMinor: number,
  about: Pick<WaterfallStep, 'source' | 'on' | 'formula'>,
): WaterfallStep {
  return { kind, amountMinor, missing: [], ...about }
}

export function lacking(kind: StepKind, missing: CostInput[], why: Formula): WaterfallStep {
  return { kind, amountMinor: null, missing, source: null, on: null, formula: why }
}

export function notShipped(kind: StepKind): WaterfallStep {
  return step(kind, 0, { source: 'shopify', on: null, formula: formula('notShipped', {}) })
}

export function formula(key: string, values: Values): Formula {
  return { key, values }
}

export function bps(value: number): FormulaValue {
  return { type: 'bps', value }
}

export function text(value: string): FormulaValue {
  return { type: 'text', value }
}
