/** The form of a tax or duty line. In: texts. Out: a line, or every refused field and why. */
import { isDay } from '#app/kernel/calendar.ts'
import { toDecimal, type Money } from '#app/kernel/money.ts'
import { FormReader, percentText, type Fields } from './form-reader.ts'
import { TaxLineInput, type TaxLine } from './schema.ts'

/** @param currency of amounts whose currency is left empty */
export function readTaxLineForm(form: Record<string, unknown>, currency: string): TaxLineInput {
  const reader = new FormReader(form)
  const isDuty = reader.text('kind') === 'duty'
  const money = (name: string): Money | null => {
    if (!isDuty) return null
    const of = reader.currency(`${name}.currency`) ?? currency
    const minor = reader.money(name, of)
    return minor === null ? null : { minor, currency: of }
  }
  const day = (name: string): string | null => {
    const text = reader.text(name)
    return text === '' || isDay(text) ? text || null : reader.refuse(name, 'not_a_date')
  }
  const validFrom = reader.required('validFrom', day('validFrom'))
  const validTo = day('validTo')
  if (validFrom !== null && validTo !== null && validTo < validFrom) reader.refuse('validTo', 'before')
  const hsPrefix = reader.hsCode('hsPrefix', 2) ?? ''
  if (![0, 2, 4].includes(hsPrefix.length) && !(hsPrefix.length >= 6 && hsPrefix.length <= 10))
    reader.refuse('hsPrefix', 'not_an_hs_prefix')
  const line = {
    kind: isDuty ? 'duty' : 'vat',
    destination: reader.required('destination', reader.country('destination')),
    hsPrefix,
    origin: isDuty ? reader.country('origin') : null,
    rateBps: reader.required('rate', reader.bps('rate', isDuty ? 100_000 : 10_000)),
    fixed: money('fixed'),
    upTo: money('upTo'),
    validFrom,
    validTo,
  }
  return reader.done(() => TaxLineInput.parse(line))
}

export function taxLineFields(line: TaxLine | null, today: string, currency: string): Fields {
  return {
    kind: line?.kind ?? 'duty',
    destination: line?.destination ?? '',
    hsPrefix: line?.hsPrefix ?? '',
    origin: line?.origin ?? '',
    rate: line ? percentText(line.rateBps) : '',
    fixed: line?.fixed ? toDecimal(line.fixed.minor, line.fixed.currency) : '',
    'fixed.currency': line?.fixed?.currency ?? currency,
    upTo: line?.upTo ? toDecimal(line.upTo.minor, line.upTo.currency) : '',
    'upTo.currency': line?.upTo?.currency ?? currency,
    validFrom: line?.validFrom ?? today,
    validTo: line?.validTo ?? '',
  }
}
