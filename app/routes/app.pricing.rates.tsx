/** Exchange rates: what counts today, the buffer, locked rates, and what a move of a rate would do to the margin. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Box, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { minorDigits } from '#app/kernel/money.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { exposure } from '#app/tools/pricing/exposure/service.server.ts'
import { SUCCESSORS } from '#app/tools/pricing/rates/engine.ts'
import { BufferForm, LockedRateForm } from '#app/tools/pricing/rates/schema.ts'
import {
  lockRate,
  ratesOverview,
  saveBuffer,
  unlockRate,
  type RatesOverview,
} from '#app/tools/pricing/rates/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { ExposureCard } from './_shared/exposure-card.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { BufferCard, LocksCard } from './_shared/rate-forms.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const asOf = new Date()
  return answer(async () => {
    const [overview, report] = await Promise.all([ratesOverview(shop, asOf), exposure(shop, asOf)])
    return { overview, report }
  })
}

const Removal = z.object({ id: z.uuid() })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    switch (form['intent']) {
      case 'buffer': {
        const { buffer } = BufferForm.parse(form)
        await saveBuffer(shop, { bufferBps: buffer })
        return 'pricingRates.said.buffer'
      }
      case 'lock':
        await lockRate(shop, LockedRateForm.parse(form))
        return 'pricingRates.said.locked'
      default:
        await unlockRate(shop, Removal.parse(form).id)
        return 'pricingRates.said.unlocked'
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Rates() {
  const { overview, report } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <PageFrame title={t('pricingRates.title')}>
      <PricingNav current="rates" />
      <BlockStack gap="400">
        {overview.newest === null ? (
          <Banner tone="warning" title={t('pricingRates.none')}>
            <p>{t('pricingRates.noneAdvice')}</p>
          </Banner>
        ) : (
          overview.stale && (
            <Banner tone="warning" title={t('pricingRates.stale', { day: format.day(overview.newest) })}>
              <p>{t('pricingRates.staleAdvice')}</p>
            </Banner>
          )
        )}
        <Card padding="0">
          <Box padding="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t('pricingRates.today')}
              </Text>
              <Text as="p" tone="subdued">
                {t('pricingRates.todayWhat', { currency: overview.currency })}
              </Text>
            </BlockStack>
          </Box>
          {overview.books.length === 0 ? (
            <ListEmpty
              title={t('pricingRates.oneCurrency', { currency: overview.currency })}
              advice={t('pricingRates.oneCurrencyAdvice')}
            />
          ) : (
            <RateTable overview={overview} />
          )}
        </Card>
        <BufferCard settings={overview.settings} />
        <LocksCard
          currency={overview.currency}
          day={overview.day}
          currencies={[...new Set(overview.books.map(({ book }) => book.currency))]}
          locks={overview.locks}
        />
        <ExposureCard report={report} />
        <Text as="p" tone="subdued">
          {t('pricingRates.source')}
        </Text>
      </BlockStack>
    </PageFrame>
  )
}

function RateTable({ overview }: { overview: RatesOverview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const hundred = format.money(100 * 10 ** minorDigits(overview.currency), overview.currency)
  return (
    <SimpleTable
      label={t('pricingRates.today')}
      edge
      rows={overview.books}
      rowKey={({ book }) => book.id}
      columns={[
        {
          key: 'book',
          title: t('pricingRates.column.book'),
          cell: ({ book }) => t('pricingPrices.bookName', { name: book.name, currency: book.currency }),
        },
        {
          key: 'hundred',
          title: t('pricingRates.column.hundred', { hundred }),
          numeric: true,
          cell: ({ book, ofHundred }) =>
            ofHundred.ok ? (
              format.money(ofHundred.minor, book.currency)
            ) : (
              <NoValue meaning={t('pricingPrices.noRate')} />
            ),
        },
        {
          key: 'perEur',
          title: t('pricingRates.column.perEur'),
          numeric: true,
          cell: ({ rate }) => (rate.ok ? rate.perEur : <NoValue meaning={t('pricingPrices.noRate')} />),
        },
        {
          key: 'source',
          title: t('pricingRates.column.source'),
          cell: (row) => <Source row={row} />,
        },
      ]}
    />
  )
}

function Source({ row }: { row: RatesOverview['books'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ofHundred, publishedOn } = row
  if (!ofHundred.ok) {
    const { problem, currency, lastDay } = ofHundred
    const successor = SUCCESSORS[currency]
    return (
      <Text as="span" tone="critical">
        {problem === 'ended' && lastDay !== null
          ? t(successor ? 'pricingRates.problem.replaced' : 'pricingRates.problem.ended', {
              currency,
              day: format.day(lastDay),
              successor: successor ?? '',
            })
          : t(`pricingRates.problem.${problem}`, { currency })}
      </Text>
    )
  }
  if (ofHundred.source === 'locked' || publishedOn === null) return t('pricingRates.lockedSource')
  const day = format.day(publishedOn)
  return ofHundred.bufferBps > 0
    ? t('pricingRates.ecbBuffered', { day, buffer: format.percent(ofHundred.bufferBps / 10_000) })
    : t('pricingRates.ecb', { day })
}
