/**
 * What a merchant should look at, most urgent first, each with the way there. In: releases, coverage, orphans, rates, rules as the services
 * tell them. Invariant: what is in order is not listed; an empty list says so.
 */
import { BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'
import type { ReleaseSummary, RowCounts } from '#app/tools/pricing/releases/schema.ts'
import type { BookCoverage } from '#app/tools/pricing/costs/coverage.ts'
import type { PriceBook } from '#app/tools/pricing/terms.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ReleaseBadge, useBookName } from './release-words.tsx'

export interface RatesState {
  /** days of the newest rates; null before the first load */
  newest: string | null
  stale: boolean
  /** books whose currency has no rate */
  missing: { book: string; currency: string }[]
}

export interface PricingState {
  releases: ReleaseSummary[]
  variants: number
  coverage: BookCoverage[]
  books: PriceBook[]
  orphans: number
  rates: RatesState
  /** the newest draft of rules, if it is newer than what is published */
  rulesDraft: { id: string; version: number } | null
}

interface Item {
  key: string
  title: string
  what: string | null
  release: ReleaseSummary | null
  url: string
  action: string
}

/** Most urgent first; states that need nobody are not there. */
const URGENCY: ReleaseState[] = [
  'failed',
  'partly_applied',
  'applying',
  'rolling_back',
  'previewed',
  'approved',
  'scheduled',
  'draft',
  'applied',
  'rolled_back',
]
const MOST_RELEASES = 8

function left(rows: RowCounts): number {
  return rows.kept + rows.failed + rows.kept_on_rollback
}

function needsLook(release: ReleaseSummary): boolean {
  if (release.state === 'cancelled') return false
  if (release.state === 'applied' || release.state === 'rolled_back') return left(release.rows) > 0
  return true
}

export function PricingAttention({ state }: { state: PricingState }) {
  const { t } = useTranslation()
  const items = [...useReleaseItems(state.releases), ...useRateItems(state.rates), ...useOtherItems(state)]
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('pricing.overview.attentionTitle')}
        </Text>
        {items.length === 0 ? (
          <BlockStack gap="100">
            <Text as="p">{t('pricing.overview.nothing')}</Text>
            <Text as="p" tone="subdued">
              {t('pricing.overview.nothingAdvice')}
            </Text>
          </BlockStack>
        ) : (
          <BlockStack gap="400" as="ul">
            {items.map((item) => (
              <li key={item.key} className="plain-item">
                <AttentionItem item={item} />
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  )
}

function AttentionItem({ item }: { item: Item }) {
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <div className="attention-text">
        <BlockStack gap="100">
          <InlineStack align="start" gap="200" blockAlign="center">
            <Text as="h3" variant="bodyMd" fontWeight="semibold">
              {item.title}
            </Text>
            {item.release && <ReleaseBadge state={item.release.state} paused={item.release.paused} />}
          </InlineStack>
          {item.what && (
            <Text as="p" tone="subdued">
              {item.what}
            </Text>
          )}
          {item.release && <Moving release={item.release} />}
        </BlockStack>
      </div>
      <Button url={item.url} accessibilityLabel={`${item.action}: ${item.title}`}>
        {item.action}
      </Button>
    </InlineStack>
  )
}

function Moving({ release: { id, state, rows } }: { release: ReleaseSummary }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (state !== 'applying' && state !== 'rolling_back') return null
  const back = rows.rolled_back + rows.kept_on_rollback
  const [done, total] =
    state === 'rolling_back'
      ? [back, back + rows.applied]
      : [rows.applied + rows.kept + rows.failed, rows.applied + rows.kept + rows.failed + rows.planned]
  return (
    <BlockStack gap="100">
      <Text as="p" tone="subdued" numeric id={`moving-${id}`}>
        {t('pricing.overview.progress', { done: format.number(done), total: format.number(total) })}
      </Text>
      <ProgressBar
        progress={total === 0 ? 0 : (100 * done) / total}
        size="small"
        tone="primary"
        animated={false}
        ariaLabelledBy={`moving-${id}`}
      />
    </BlockStack>
  )
}

function useReleaseItems(releases: ReleaseSummary[]): Item[] {
  const { t } = useTranslation()
  const format = useFormat()
  return releases
    .filter(needsLook)
    .sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state) || b.number - a.number)
    .slice(0, MOST_RELEASES)
    .map((release) => {
      const name = t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name })
      const notWritten = left(release.rows)
      return {
        key: release.id,
        title: t(`pricing.overview.release.${release.paused ? 'paused' : release.state}`, {
          release: name,
          date: release.startsAt ? format.instant(release.startsAt) : '',
        }),
        what:
          notWritten > 0
            ? t('pricing.overview.notWritten', { count: notWritten, prices: format.number(notWritten) })
            : release.endsAt
              ? t('pricing.overview.ends', { date: format.instant(release.endsAt) })
              : null,
        release,
        url: `/app/pricing/releases/${release.id}${notWritten > 0 ? `?show=${leftState(release.rows)}` : ''}`,
        action: t('pricing.overview.see.release'),
      }
    })
}

function leftState(rows: RowCounts): string {
  return rows.failed > 0 ? 'failed' : rows.kept > 0 ? 'kept' : 'kept_on_rollback'
}

function useRateItems({ newest, stale, missing }: RatesState): Item[] {
  const { t } = useTranslation()
  const format = useFormat()
  const item = (key: string, title: string, what: string): Item => ({
    key,
    title,
    what,
    release: null,
    url: '/app/pricing/rates',
    action: t('pricing.overview.see.rates'),
  })
  if (missing.length === 0 && !stale) return []
  if (newest === null) return [item('never', t('pricing.overview.ratesNever'), t('pricing.overview.ratesNeverWhat'))]
  return [
    ...missing.map(({ book, currency }) =>
      item(
        `rate-${currency}`,
        t('pricing.overview.rateMissing', { currency }),
        t('pricing.overview.rateMissingWhat', { book }),
      ),
    ),
    ...(stale
      ? [
          item(
            'stale',
            t('pricing.overview.ratesStale'),
            t('pricing.overview.ratesStaleWhat', { day: format.day(newest) }),
          ),
        ]
      : []),
  ]
}

function useOtherItems({ variants, coverage, books, orphans, rulesDraft }: PricingState): Item[] {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const nameOf = (id: string): string => {
    const book = books.find((one) => one.id === id)
    return book ? bookName(book) : id
  }
  const listed = new Intl.ListFormat(i18n.language)
  const costs = coverage
    .filter((book) => book.complete < variants)
    .map((book): Item => {
      const lacking = variants - book.complete
      return {
        key: `costs-${book.bookId}`,
        title: t('pricing.overview.missingCosts', {
          count: lacking,
          variants: format.number(lacking),
          book: nameOf(book.bookId),
        }),
        what: t('pricing.overview.missingInputs', {
          inputs: listed.format(
            book.missing.map(({ input, variants: number }) =>
              t('pricing.overview.missingInput', {
                input: t(`pricing.input.${input}`),
                variants: format.number(number),
              }),
            ),
          ),
        }),
        release: null,
        url: '/app/pricing/costs',
        action: t('pricing.overview.see.costs'),
      }
    })
  return [
    ...costs,
    ...(orphans > 0
      ? [
          {
            key: 'orphans',
            title: t('pricing.overview.orphans', { count: orphans, prices: format.number(orphans) }),
            what: t('pricing.overview.orphansWhat'),
            release: null,
            url: '/app/pricing/prices?state=orphaned',
            action: t('pricing.overview.see.prices'),
          },
        ]
      : []),
    ...(rulesDraft
      ? [
          {
            key: 'rules',
            title: t('pricing.overview.rulesDraft', { version: format.number(rulesDraft.version) }),
            what: t('pricing.overview.rulesDraftWhat'),
            release: null,
            url: '/app/pricing/rules',
            action: t('pricing.overview.see.rules'),
          },
        ]
      : []),
  ]
}
