/**
 * One month of the promotions calendar: every festival and plan as a line with its bar on the days; on a phone without the bars.
 * Invariant: the dates are written beside every bar: the drawing adds nothing that is not text.
 */
import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Day } from '#app/kernel/calendar.ts'
import {
  timeOf,
  type CalendarEntry,
  type CalendarMonth,
  type SellingMarket,
} from '#app/tools/pricing/promotions/calendar.ts'
import { useFormat } from '#app/ui/format.tsx'
import { writePercent } from './percent.ts'

interface PromotionMonthProps {
  month: CalendarMonth
  today: Day
  markets: SellingMarket[]
  marketId: string | null
}

const COUNTRIES_NAMED = 3

export function PromotionMonth({ month, today, markets, marketId }: PromotionMonthProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const title = new Intl.DateTimeFormat(format.locale, { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    new Date(`${month.from}T00:00:00Z`),
  )
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {month.entries.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('pricingPromotions.nothing')}
          </Text>
        ) : (
          <ul className="month-list" aria-label={title}>
            {month.entries.map((entry) => (
              <li key={keyOf(entry)} className="month-row">
                <EntryWhat entry={entry} today={today} markets={markets} marketId={marketId} />
                <Track entry={entry} month={month} today={today} />
                <Text as="span" numeric>
                  <EntryDays entry={entry} />
                </Text>
                <span className="month-do">
                  <EntryAction entry={entry} title={title} today={today} marketId={marketId} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  )
}

function keyOf(entry: CalendarEntry): string {
  return entry.kind === 'plan'
    ? entry.plan.id
    : `${entry.festival.key}-${entry.startsOn}-${entry.festival.countries.join()}`
}

function EntryWhat({ entry, today, markets, marketId }: Omit<PromotionMonthProps, 'month'> & { entry: CalendarEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (entry.kind === 'festival') {
    const { key, countries, moves } = entry.festival
    const all = new Set(
      markets.filter((market) => marketId === null || market.id === marketId).flatMap((market) => market.countries),
    )
    const names = countries.slice(0, COUNTRIES_NAMED).map((code) => format.country(code) ?? code)
    const where =
      countries.length >= all.size
        ? null
        : countries.length > COUNTRIES_NAMED
          ? t('pricingPromotions.countriesMore', {
              countries: names.join(t('pricingPromotions.listComma')),
              count: countries.length - COUNTRIES_NAMED,
            })
          : new Intl.ListFormat(format.locale).format(names)
    return (
      <span className="month-what">
        <Text as="span">{t(`pricingPromotions.festival.${key}`)}</Text>
        {(where !== null || moves !== null) && (
          <Text as="span" variant="bodySm" tone="subdued">
            {[where, moves === null ? null : t(`pricingPromotions.moves.${moves}`)]
              .filter((text) => text !== null)
              .join(' · ')}
          </Text>
        )}
      </span>
    )
  }
  const { plan } = entry
  const time = timeOf(plan, today)
  const marketNames = markets.filter((market) => plan.marketIds.includes(market.id)).map((market) => market.name)
  return (
    <span className="month-what">
      <InlineStack gap="200" blockAlign="center">
        <Link url={`/app/pricing/promotions/${plan.id}`} monochrome removeUnderline>
          <Text as="span" fontWeight="semibold">
            {plan.name}
          </Text>
        </Link>
        <Badge
          {...(time === 'running' ? { tone: 'success' as const } : time === 'coming' ? { tone: 'info' as const } : {})}
        >
          {t(`pricingPromotions.time.${time}`)}
        </Badge>
      </InlineStack>
      <Text as="span" variant="bodySm" tone="subdued">
        {[
          plan.discountBps === null
            ? t('pricingPromotions.noCut')
            : t('pricingPromotions.cut', { percent: writePercent(plan.discountBps, format.locale) }),
          plan.discountBps === null
            ? null
            : t('pricingPromotions.variants', { count: plan.variants, variants: format.number(plan.variants) }),
          marketNames.length === 0
            ? t('pricingPromotions.allMarkets')
            : new Intl.ListFormat(format.locale).format(marketNames),
        ]
          .filter((text) => text !== null)
          .join(' · ')}
      </Text>
    </span>
  )
}

function Track({ entry, month, today }: { entry: CalendarEntry; month: CalendarMonth; today: Day }) {
  return (
    <span className="month-track" aria-hidden style={{ gridTemplateColumns: `repeat(${month.days}, 1fr)` }}>
      {today.startsWith(month.month) && (
        <span className="month-today" style={{ gridColumn: Number(today.slice(8)), gridRow: 1 }} />
      )}
      <span
        className={`month-bar month-bar-${entry.kind}`}
        style={{ gridColumn: `${entry.firstDay} / ${entry.lastDay + 1}`, gridRow: 1 }}
      />
    </span>
  )
}

function EntryDays({ entry }: { entry: CalendarEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (entry.startsOn === entry.endsOn) return format.shortDay(entry.startsOn)
  return t('days.range', { from: format.shortDay(entry.startsOn), to: format.shortDay(entry.endsOn) })
}

function EntryAction({
  entry,
  title,
  today,
  marketId,
}: {
  entry: CalendarEntry
  title: string
  today: Day
  marketId: string | null
}) {
  const { t } = useTranslation()
  if (entry.kind === 'plan') {
    return (
      <Button
        variant="plain"
        url={`/app/pricing/promotions/${entry.plan.id}`}
        accessibilityLabel={t('pricingPromotions.editNamed', { name: entry.plan.name, month: title })}
      >
        {t('pricingPromotions.edit')}
      </Button>
    )
  }
  if (entry.endsOn < today) return null
  const { key } = entry.festival
  const address = new URLSearchParams({ festival: key, day: entry.startsOn, market: marketId ?? '' })
  return (
    <Button
      variant="plain"
      url={`/app/pricing/promotions/new?${address}`}
      accessibilityLabel={t('pricingPromotions.planFor', {
        festival: t(`pricingPromotions.festival.${key}`),
        month: title,
      })}
    >
      {t('pricingPromotions.planSale')}
    </Button>
  )
}
