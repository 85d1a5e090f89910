/**
 * Numbers as people write them: 1,234.56 · 1.234,56 · 1 234,56 · 1’234.56 · 1,23,456.7. In: text. Out: a plain decimal ('1234.56') or why not.
 * Invariant: what can be read in two ways (1,234: a thousand or one?) is read only if the file itself tells which, else refused.
 */
import type { DecimalMark } from './types.ts'

export type NumberReading = { ok: true; decimal: string } | { ok: false; reason: 'not_a_number' | 'ambiguous_number' }

const SPACES = /[\s\u00a0\u202f\u2009]/g
const GROUPED: Record<DecimalMark, RegExp> = {
  '.': /^[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/,
  ',': /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/,
}
const PLAIN: Record<DecimalMark, RegExp> = { '.': /^\d+(?:\.\d+)?$|^\.\d+$/, ',': /^\d+(?:,\d+)?$|^,\d+$/ }

/** @param mark how the file writes decimals, null when unknown */
export function readDecimal(text: string, mark: DecimalMark | null): NumberReading {
  const { sign, digits } = splitSign(
    text
      .normalize('NFKC')
      .replace(/[\u2212\uff0d]/g, '-')
      .trim(),
  )
  // Apostrophes and spaces only ever group.
  const compact = digits.replace(/[’'](?=\d{3})/g, '').replace(SPACES, '')
  const readings = new Set((['.', ','] as const).map((each) => readAs(compact, each)).filter((each) => each !== null))
  if (readings.size === 0) return { ok: false, reason: 'not_a_number' }
  const told = mark === null ? null : readAs(compact, mark)
  const [only] = readings
  if (told !== null) return { ok: true, decimal: sign + told }
  if (readings.size > 1 || only === undefined) return { ok: false, reason: 'ambiguous_number' }
  return { ok: true, decimal: sign + only }
}

function splitSign(text: string): { sign: string; digits: string } {
  const inBrackets = /^\((.*)\)$/.exec(text)
  if (inBrackets) return { sign: '-', digits: (inBrackets[1] ?? '').trim() }
  const match = /^([+-]?)\s*(.*?)\s*(-?)$/.exec(text)
  const negative = match?.[1] === '-' || match?.[3] === '-'
  return { sign: negative ? '-' : '', digits: match?.[2] ?? text }
}

function readAs(text: string, mark: DecimalMark): string | null {
  if (!PLAIN[mark].test(text) && !GROUPED[mark].test(text)) return null
  const other = mark === '.' ? ',' : '.'
  const [whole = '', fraction] = text.replaceAll(other, '').split(mark)
  const trimmed = whole.replace(/^0+(?=\d)/, '') || '0'
  return fraction === undefined ? trimmed : `${trimmed}.${fraction}`
}

/** How a table writes decimals: what its unambiguous numbers agree on; null when they do not, or there are none. */
export function findDecimalMark(cells: string[]): DecimalMark | null {
  const seen = new Set<DecimalMark>()
  for (const cell of cells) {
    if (cell.length > 24) continue
    // Up to three signs of a currency around it.
    const match = /^-?[^\d.,+-]{0,4}(\d[\d.,’' ]*|[.,]\d+)[^\d.,]{0,4}$/.exec(cell)
    const text = match?.[1]?.replace(/[’' ]/g, '')
    if (!text || !/[.,]/.test(text)) continue
    const [point, comma] = [readAs(text, '.'), readAs(text, ',')]
    if (point !== null && comma === null) seen.add('.')
    if (comma !== null && point === null) seen.add(',')
  }
  const [only] = seen
  return seen.size === 1 && only !== undefined ? only : null
}
