/**
 * A price taken apart: one bar per part, from the full price down to what is left, and the same as a table.
 * In: parts with amounts and words that are already in the reader's language. Out: a table whose bars are drawn in its rows.
 * Invariant: the bars only repeat what the table says, so nothing is lost without them; a part that is not known has no bar and says what is missing.
 */
import { Badge, BlockStack, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'

export interface WaterfallBar {
  key: string
  label: string
  /** minor units that it takes; null: not known */
  amount: number | null
  /** the amount in words, or what is missing */
  value: string
  /** how it was worked out */
  formula: string
  /** where it is from, and since when */
  source: string | null
  /** the last bar: what is left */
  isRest?: boolean
}

interface WaterfallProps {
  /** what is taken apart, for screen readers */
  label: string
  /** the whole, in the same units */
  total: number
  totalLabel: string
  totalValue: string
  bars: WaterfallBar[]
}

export function Waterfall({ label, total, totalLabel, totalValue, bars }: WaterfallProps) {
  const { t } = useTranslation()
  const spans = spansOf(total, bars)
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="plain-table waterfall">
        <thead>
          <tr>
            <th scope="col">{t('pricingCosts.waterfall.part')}</th>
            <th scope="col" className="end">
              {t('pricingCosts.waterfall.amount')}
            </th>
            <th scope="col" className="waterfall-bars">
              <Text as="span" visuallyHidden>
                {t('pricingCosts.waterfall.drawing')}
              </Text>
            </th>
            <th scope="col">{t('pricingCosts.waterfall.why')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <Text as="span" fontWeight="semibold">
                {totalLabel}
              </Text>
            </th>
            <td className="end">
              <Text as="span" fontWeight="semibold">
                {totalValue}
              </Text>
            </td>
            <td className="waterfall-bars">
              <Bar left={spans.zero} width={spans.unit * Math.abs(total)} tone="whole" />
            </td>
            <td />
          </tr>
          {bars.map((bar, index) => (
            <tr key={bar.key}>
              <th scope="row">
                <Text as="span" fontWeight={bar.isRest ? 'semibold' : 'regular'}>
                  {bar.label}
                </Text>
              </th>
              <td className="end">
                {bar.amount === null ? (
                  <Badge tone="attention">{bar.value}</Badge>
                ) : (
                  <Text as="span" {...(bar.isRest ? { fontWeight: 'semibold' as const } : {})} {...toneOf(bar)}>
                    {bar.value}
                  </Text>
                )}
              </td>
              <td className="waterfall-bars">
                {bar.amount !== null && bar.amount !== 0 && (
                  <Bar
                    left={spans.bars[index]?.left ?? 0}
                    width={spans.bars[index]?.width ?? 0}
                    tone={bar.isRest ? (bar.amount < 0 ? 'loss' : 'rest') : 'part'}
                  />
                )}
              </td>
              <td>
                <BlockStack gap="050">
                  <Text as="span">{bar.formula}</Text>
                  {bar.source && (
                    <InlineStack>
                      <Text as="span" tone="subdued" variant="bodySm">
                        {bar.source}
                      </Text>
                    </InlineStack>
                  )}
                </BlockStack>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function toneOf(bar: WaterfallBar): { tone?: 'critical' } {
  return bar.isRest && (bar.amount ?? 0) < 0 ? { tone: 'critical' } : {}
}

function Bar({ left, width, tone }: { left: number; width: number; tone: 'whole' | 'part' | 'rest' | 'loss' }) {
  return (
    <span className="waterfall-track" aria-hidden>
      <span
        className={`waterfall-bar waterfall-${tone}`}
        style={{ insetInlineStart: `${left}%`, width: `${width}%` }}
      />
    </span>
  )
}

/** Each bar begins where the one before it ended, in percent of the width that holds all of them; a loss goes on below zero. */
function spansOf(
  total: number,
  bars: readonly WaterfallBar[],
): { zero: number; unit: number; bars: { left: number; width: number }[] } {
  let level = total
  let lowest = Math.min(0, total)
  const raw = bars.map((bar) => {
    const amount = bar.amount ?? 0
    if (bar.isRest) return { from: Math.min(0, amount), to: Math.max(0, amount) }
    const from = level - amount
    level = from
    lowest = Math.min(lowest, from)
    return { from, to: from + amount }
  })
  for (const { from } of raw) lowest = Math.min(lowest, from)
  const unit = 100 / Math.max(1, Math.max(total, 0) - lowest)
  return {
    zero: -lowest * unit,
    unit,
    bars: raw.map(({ from, to }) => ({
      left: (Math.min(from, to) - lowest) * unit,
      width: Math.abs(to - from) * unit,
    })),
  }
}
