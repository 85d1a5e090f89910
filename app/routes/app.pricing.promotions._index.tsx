/** The calendar: six months of festivals and plans, by market; and how often goods may be on promotion. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useLocation } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { CalendarQuery, FrequencyLimit, PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import { promotionsCalendar, restorePlan, saveFrequencyLimit } from '#app/tools/pricing/promotions/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { act, answer, parseQuery, readJson } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PromotionMonth } from './_shared/promotion-month.tsx'
import { readPercent, writePercent } from './_shared/percent.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(CalendarQuery, request)
  return answer(() => promotionsCalendar(shop, query, new Date()))
}

const Restored = z.object({ id: z.uuid(), draft: PromotionDraft })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    if (form['intent'] === 'restore') {
      const { id, draft } = Restored.parse(readJson(form['removed']))
      await restorePlan(shop, id, draft)
      return 'pricingPromotions.said.restored'
    }
    await saveFrequencyLimit(shop, FrequencyLimit.parse({ maxShareBps: readPercent(String(form['share'] ?? '')) }))
    return 'pricingPromotions.said.limitSaved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Promotions() {
  const calendar = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const { href, change, get } = usePageParams()
  const isFirst = get('from') === null
  const market = calendar.marketId ?? ''
  return (
    <PageFrame
      title={t('pricingPromotions.title')}
      primaryAction={{ content: t('pricingPromotions.plan'), url: '/app/pricing/promotions/new' }}
      fullWidth
    >
      <PricingNav current="promotions" />
      <BlockStack gap="400">
        <RemovedBanner />
        {calendar.planned === 0 && (
          <Banner tone="info" title={t('pricingPromotions.emptyTitle')}>
            <p>{t('pricingPromotions.emptyAdvice')}</p>
          </Banner>
        )}
        <Card>
          <InlineStack gap="300" align="space-between" blockAlign="end">
            <Select
              label={t('pricingPromotions.market')}
              options={[
                { value: '', label: t('pricingPromotions.allMarkets') },
                ...calendar.markets.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={market}
              onChange={(value) => change({ market: value })}
            />
            <InlineStack gap="200">
              <Button
                disabled={calendar.previous === null}
                {...(calendar.previous === null ? {} : { url: href({ from: calendar.previous }) })}
              >
                {t('pricingPromotions.earlier')}
              </Button>
              <Button disabled={isFirst} {...(isFirst ? {} : { url: href({ from: null }) })}>
                {t('pricingPromotions.thisMonth')}
              </Button>
              <Button
                disabled={calendar.next === null}
                {...(calendar.next === null ? {} : { url: href({ from: calendar.next }) })}
              >
                {t('pricingPromotions.later')}
              </Button>
            </InlineStack>
          </InlineStack>
        </Card>
        {calendar.unannounced.length > 0 && (
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                {t('pricingPromotions.unannounced')}
              </Text>
              <Text as="p" tone="subdued">
                {t('pricingPromotions.unannouncedWhat')}
              </Text>
              <InlineStack gap="200">
                {calendar.unannounced.map(({ key, year }) => (
                  <Button
                    key={`${key}-${year}`}
                    url={`/app/pricing/promotions/new?${new URLSearchParams({ festival: key, market })}`}
                  >
                    {t('pricingPromotions.enterDays', {
                      festival: t(`pricingPromotions.festival.${key}`),
                      year: String(year),
                    })}
                  </Button>
                ))}
              </InlineStack>
            </BlockStack>
          </Card>
        )}
        {calendar.months.map((month) => (
          <PromotionMonth
            key={month.month}
            month={month}
            today={calendar.today}
            markets={calendar.markets}
            marketId={calendar.marketId}
          />
        ))}
        <LimitCard key={calendar.limit.maxShareBps} stored={writePercent(calendar.limit.maxShareBps, format.locale)} />
      </BlockStack>
    </PageFrame>
  )
}

const RemovedState = z.object({ removed: Restored })

/** What was just removed can be put back. The plan travels in the browser's history entry: a reload forgets it. */
function RemovedBanner() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const fetcher = useFetcher<ActionAnswer>()
  const parsed = RemovedState.safeParse(state)
  if (!parsed.success) return null
  const { removed } = parsed.data
  if (fetcher.data?.ok) return <Banner tone="success" title={t('pricingPromotions.said.restored')} />
  return (
    <Banner
      tone={fetcher.data?.ok === false ? 'critical' : 'info'}
      title={
        fetcher.data?.ok === false
          ? t('pricingPromotions.notRestored')
          : t('pricingPromotions.said.removed', { name: removed.draft.name })
      }
      action={{
        content: t('pricingPromotions.undo'),
        loading: fetcher.state !== 'idle',
        onAction: () =>
          fetcher.submit(
            { intent: 'restore', removed: JSON.stringify(removed) },
            { method: 'post', action: '/app/pricing/promotions?index' },
          ),
      }}
    />
  )
}

function LimitCard({ stored }: { stored: string }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const [share, setShare] = useState(stored)
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  return (
    <Card>
      <fetcher.Form method="post" action="/app/pricing/promotions?index">
        <BlockStack gap="300" inlineAlign="start">
          <Text as="h2" variant="headingMd">
            {t('pricingPromotions.limitTitle')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingPromotions.limitWhat')}
          </Text>
          <TextField
            label={t('pricingPromotions.limit')}
            name="share"
            value={share}
            onChange={setShare}
            suffix={t('pricingPromotions.limitSuffix')}
            inputMode="decimal"
            autoComplete="off"
            error={said?.ok === false ? t('pricingPromotions.error.limit') : undefined}
          />
          <Button submit loading={fetcher.state !== 'idle'} disabled={share === stored}>
            {t('pricingPromotions.saveLimit')}
          </Button>
        </BlockStack>
      </fetcher.Form>
    </Card>
  )
}
