/**
 * What an answer states by itself about facts of the shop, in English and Chinese. In: an answer. Out: statements with their place.
 * A period belongs to the nearest topic before it in its sentence, else to the nearest after it; "after delivery" and "once we have your return," only
 * say from when.
 * Invariant: only what is said in numbers or plain claims is a statement; what is not understood is left alone.
 */
import type { FactName } from '../market-facts.ts'
import { amountsIn, type SaidAmount } from './amounts.ts'
import { periodsIn, type SaidPeriod } from './periods.ts'
import { blankMarkup, sentencesOf, type Span } from './spans.ts'

export type Statement = Span &
  (
    | { kind: 'return_window' | 'delivery_time'; period: SaidPeriod }
    | { kind: 'free_shipping_over'; amount: SaidAmount }
    | { kind: 'free_shipping_always' | 'free_shipping_never' | 'customer_pays_no_duty' | 'customer_pays_duty' }
  )
export type StatementKind = Statement['kind']

/** The fact each kind of statement is about. */
export const FACT_OF: Readonly<Record<StatementKind, FactName>> = {
  return_window: 'returnWindowDays',
  delivery_time: 'deliveryDays',
  free_shipping_over: 'freeShippingThreshold',
  free_shipping_always: 'freeShippingThreshold',
  free_shipping_never: 'freeShippingThreshold',
  customer_pays_no_duty: 'dutyMode',
  customer_pays_duty: 'dutyMode',
}

/** Kinds a period may be about; those of `null` are read so that their periods are not taken for another's. */
const TOPICS: readonly [kind: 'return_window' | 'delivery_time' | null, words: RegExp][] = [
  [
    'return_window',
    /\b(?:return(?:s|ed|ing|able)?|send(?:ing)? (?:\w+ )?back|exchang(?:e|es|ed|ing))\b|退货|退换|退回|无理由|可退/gi,
  ],
  ['delivery_time', /\b(?:deliver(?:y|ed|s)?|shipping|arriv(?:e|es|al)|transit|travels?)\b|送达|到达|运输|配送|送到/gi],
  [
    null,
    /\b(?:refund\w*|money back|reimburs\w*|dispatch\w*|ships|shipped|process\w*|leaves?|pack(?:ed|ing)?|warrant\w*|guarantee\w*|damage\w*|broken|faulty|report|contact|reply|answer|cancel\w*|notify)\b|退款|到账|返款|发货|处理|备货|打包|保修|质保|破损|损坏|联系|回复|取消/gi,
  ],
]
/** A subordinate clause that says from when, up to its comma. */
const FROM_WHEN = /\b(?:once|as soon as|after|when|upon)\b[^,，]{0,80}[,，]/gi
const ANCHOR_BEFORE = /\b(?:of|after|from|since|upon|following)\s(?:\w+\s){0,2}$/i
const ANCHOR_AFTER = /^(?:之?后|以后|起|之日)/

const FREE =
  /\bfree (?:standard |worldwide |international |express |global )?(?:shipping|delivery|postage)\b|\b(?:ships?|shipped|delivered) (?:for )?free\b|\b(?:shipping|delivery) is (?:always )?free\b|包邮|免运费|免邮|免费配送|免费送货/i
const FREE_DENIED =
  /\b(?:no|not|never|don't|doesn't|cannot)\b[^,，]{0,30}\bfree (?:\w+ )?(?:shipping|delivery|postage)\b|不包邮|不免邮|不免运费|(?:不提供|没有)[^,，]{0,6}(?:包邮|免运费|免邮|免费配送)/i
const ALWAYS =
  /\b(?:all|every|any) (?:orders?|parcels?|purchases?)\b|\beverywhere\b|\bno minimum\b|\balways free\b|全场|所有订单|全球包邮|无门槛|一律/i
const LIMIT = /(?:over|above|from|more than|exceed\w*|spend|at least|minimum|满|超过|达到?)[^.]{0,12}$/i

const DUTY = String.raw`(?:(?:import|customs|extra|additional|hidden|further|any|all|the) ){0,3}(?:dut(?:y|ies)|customs(?: fees| charges)?|import (?:fees|charges|tax|taxes)|tariffs?)`
const NO_DUTY = new RegExp(
  [
    String.raw`\b(?:no|zero|without) ${DUTY}\b`,
    String.raw`\bduty[- ]free\b`,
    String.raw`\b${DUTY}(?: and (?:\w+ )?(?:taxes|fees|vat))? (?:are|is) (?:already |always |all )?(?:included|covered|prepaid|paid by us|on us)\b`,
    String.raw`\bwe (?:pay|cover|take care of) ${DUTY}\b`,
    String.raw`\b(?:don't|do not|won't|will not|never) (?:have to |need to )?pay ${DUTY}\b`,
    '(?:无需|无须|不用|不需要|不必)(?:再|您|另外)?(?:缴纳|支付|承担|交|付)?(?:任何)?关税|免关税|零关税|没有关税|(?<!不)包税|(?<!不)(?:已含|包含|含)关税|关税由?我们(?:承担|支付|负责)|我们(?:会)?(?:承担|支付)(?:所有|全部)?关税',
  ].join('|'),
  'gi',
)
const CUSTOMER_DUTY = new RegExp(
  [
    String.raw`\b(?:you|customers?|buyers?|recipients?)(?: (?:may|might|will|must|are|is|have|need|to|be|also|then|the)){0,5} (?:responsible for|liable for|pay|pays|bear|charged) ${DUTY}\b`,
    String.raw`\b${DUTY}(?: and (?:\w+ )?(?:taxes|fees|vat))? (?:are|is) (?:not|never) (?:included|covered|prepaid)\b`,
    String.raw`\b${DUTY}(?: and (?:\w+ )?(?:taxes|fees|vat))? (?:are|is|must be) (?:paid by|the responsibility of|borne by) (?:the |our )?(?:customer|buyer|recipient|you)\b`,
    '关税(?:需要?|须|要)?由?(?:收件人|客户|买家|顾客|您)(?:自行|自己)?(?:承担|支付|缴纳|负责)|关税自理|自行(?:承担|缴纳|支付)关税|不包税|不含关税|(?<!不|无)(?:需要|需|须)(?:您)?(?:自行|自己)?(?:缴纳|支付|承担|交)关税',
  ].join('|'),
  'gi',
)

/** In order of place. */
export function findStatements(answer: string): Statement[] {
  const statements = sentencesOf(blankMarkup(answer).replace(/[’]/g, "'")).flatMap(({ text, start }) =>
    [...periodStatements(text), ...freeShippingStatements(text), ...dutyStatements(text)].map((statement) => ({
      ...statement,
      start: start + statement.start,
      end: start + statement.end,
    })),
  )
  return statements.sort((a, b) => a.start - b.start || a.end - b.end)
}

function periodStatements(sentence: string): Statement[] {
  const periods = periodsIn(sentence)
  if (periods.length === 0) return []
  const topics = topicsOf(sentence)
  let next = 0
  return periods.flatMap((period) => {
    // Both are in order, so that each topic is passed once however long the sentence.
    while ((topics[next]?.start ?? Infinity) < period.start) next += 1
    const topic = topics[next - 1] ?? topics[next]
    return topic?.kind ? [{ kind: topic.kind, period, start: period.start, end: period.end }] : []
  })
}

function topicsOf(sentence: string): (Span & { kind: 'return_window' | 'delivery_time' | null })[] {
  const main = sentence.replace(FROM_WHEN, (clause) => ' '.repeat(clause.length))
  return TOPICS.flatMap(([kind, words]) =>
    [...main.matchAll(words)].map((match) => ({ kind, start: match.index, end: match.index + match[0].length })),
  )
    .filter(
      ({ start, end }) =>
        !ANCHOR_BEFORE.test(main.slice(Math.max(0, start - 40), start)) && !ANCHOR_AFTER.test(main.slice(end, end + 3)),
    )
    .sort((a, b) => a.start - b.start)
}

function freeShippingStatements(sentence: string): Statement[] {
  const denied = FREE_DENIED.exec(sentence)
  if (denied) return [{ kind: 'free_shipping_never', ...spanOf(denied) }]
  const free = FREE.exec(sentence)
  if (!free) return []
  const amounts = amountsIn(sentence)
  const limits = amounts.filter(({ start }) => LIMIT.test(sentence.slice(Math.max(0, start - 24), start)))
  const meant = limits.length > 0 ? limits : amounts.length === 1 ? amounts : []
  if (meant.length > 0)
    return meant.map((amount) => ({ kind: 'free_shipping_over', amount, start: amount.start, end: amount.end }))
  return amounts.length === 0 && ALWAYS.test(sentence) ? [{ kind: 'free_shipping_always', ...spanOf(free) }] : []
}

function dutyStatements(sentence: string): Statement[] {
  const claimed = (kind: 'customer_pays_no_duty' | 'customer_pays_duty', pattern: RegExp): Statement[] =>
    [...sentence.matchAll(pattern)].map((match) => ({ kind, ...spanOf(match) }))
  return [...claimed('customer_pays_no_duty', NO_DUTY), ...claimed('customer_pays_duty', CUSTOMER_DUTY)]
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}
