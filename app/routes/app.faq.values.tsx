/** What answers are bound to: per market the return window, who pays duty, free shipping; and what is known of delivery. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { BlockStack, Box, Button, Card, InlineGrid, InlineStack, Link, Select, Text, TextField } from '@shopify/polaris'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { toDecimal } from '#app/kernel/money.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { placeholderTexts } from '#app/tools/faq/bound-settings/engine.ts'
import { ALL_MARKETS, BoundForm, DUTY_MODES } from '#app/tools/faq/bound-settings/schema.ts'
import { boundMarkets, saveBoundSettings, undoBoundSettings } from '#app/tools/faq/bound-settings/service.server.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ markets: await boundMarkets(shop, new Date()) }))
}

type Answered = ActionAnswer & { version: number | null; marketId: string | null; isUndone: boolean }
const Undo = z.object({ marketId: z.string().regex(/^\d{1,19}$/), version: z.coerce.number().int().positive() })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let saved: { version: number; marketId: string } | null = null
  const isUndone = form['intent'] === 'undo'
  const said = await act(async () => {
    if (isUndone) {
      const { marketId, version } = Undo.parse(form)
      saved = { marketId, version: await undoBoundSettings(shop, marketId, version) }
      return 'faqValues.said.undone'
    }
    const wanted = BoundForm.parse(form)
    saved = { marketId: wanted.marketId, version: await saveBoundSettings(shop, wanted) }
    return 'faqValues.said.saved'
  })
  const { version, marketId } = (saved ?? { version: null, marketId: null }) as {
    version: number | null
    marketId: string | null
  }
  return data<Answered>({ ...said.data, version, marketId, isUndone }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

type Market = Awaited<ReturnType<typeof boundMarkets>>[number]

export default function FaqValues() {
  const { markets } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const [forAll, ...own] = markets
  return (
    <PageFrame title={t('faqValues.title')}>
      <FaqNav current="values" />
      <BlockStack gap="400">
        <Text as="p">{t('faqValues.what', { placeholder: '{{return_window}}' })}</Text>
        {forAll && <MarketCard key={forAll.id} market={forAll} forAll={forAll} />}
        {forAll && own.map((market) => <MarketCard key={market.id} market={market} forAll={forAll} />)}
      </BlockStack>
    </PageFrame>
  )
}

function formOf({ stored: { settings }, currency }: Market) {
  const threshold = settings.freeShippingThreshold
  const days = settings.returnWindowDays
  const isMoney = threshold !== null && threshold !== 'not_offered'
  return {
    returns: days === null ? '' : days === 0 ? 'none' : 'days',
    returnDays: days === null || days === 0 ? '' : String(days),
    duty: settings.dutyMode ?? '',
    shipping: threshold === null ? '' : !isMoney ? 'not_offered' : threshold.minor === 0 ? 'always' : 'over',
    threshold: isMoney && threshold.minor > 0 ? toDecimal(threshold.minor, threshold.currency) : '',
    currency: isMoney ? threshold.currency : currency,
  }
}

function MarketCard({ market, forAll }: { market: Market; forAll: Market }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<Answered>()
  const stored = formOf(market)
  const [typed, setTyped] = useState<Partial<typeof stored>>({})
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const [heard, setHeard] = useState(said)
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.ok) setTyped({})
  }
  const form = { ...stored, ...typed }
  const set = (change: Partial<typeof stored>): void => setTyped({ ...typed, ...change })
  const isAll = market.id === ALL_MARKETS
  const inherited = isAll ? {} : placeholderTexts(forAll.facts, i18n.language)
  const known = placeholderTexts(market.facts, i18n.language)
  const title = isAll ? t('faqValues.all') : (market.name ?? '')
  const unset = (text: string | undefined): string =>
    isAll
      ? t('faqValues.notSaid')
      : text === undefined
        ? t('faqValues.asAllUnknown')
        : t('faqValues.asAll', { value: text })
  const errorOf = (name: string): string | undefined => {
    const field = said && !said.ok ? said.fields.find(({ path }) => path[0] === name) : undefined
    return field && t(`faqValues.error.${field.message}`)
  }
  const trouble =
    said && !said.ok ? (errorOf('version') ?? (said.fields.length === 0 ? t(`error.${said.code}`) : null)) : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    fetcher.submit({ ...form, marketId: market.id, version: String(market.stored.version) }, { method: 'post' })
  }
  const daysError = errorOf('returnDays')
  const thresholdError = errorOf('threshold')
  const isChanged = Object.entries(stored).some(([name, value]) => form[name as keyof typeof stored] !== value)
  return (
    <Card>
      <form noValidate onSubmit={submit}>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            <Text as="p" tone="subdued">
              {isAll
                ? t('faqValues.allWhat')
                : t('faqValues.countries', {
                    count: market.countries.length,
                    list: countriesText(market, format),
                  })}
            </Text>
          </BlockStack>
          <InlineGrid columns={{ xs: 1, md: 3 }} gap="400">
            <BlockStack gap="200">
              <Select
                label={t('faqValues.returns')}
                options={[
                  { value: '', label: unset(inherited.return_window) },
                  { value: 'days', label: t('faqValues.returnsDays') },
                  { value: 'none', label: t('faqValues.returnsNone') },
                ]}
                value={form.returns}
                onChange={(returns) => set({ returns })}
              />
              {form.returns === 'days' && (
                <TextField
                  label={t('faqValues.returnDays')}
                  value={form.returnDays}
                  onChange={(returnDays) => set({ returnDays })}
                  inputMode="numeric"
                  autoComplete="off"
                  {...(daysError === undefined ? {} : { error: daysError })}
                />
              )}
            </BlockStack>
            <Select
              label={t('faqValues.duty')}
              options={[
                {
                  value: '',
                  label: isAll ? t('faqValues.notSaid') : unset(inherited.duty_mode && dutyText(forAll, t)),
                },
                ...DUTY_MODES.map((mode) => ({ value: mode, label: t(`faqValues.dutyMode.${mode}`) })),
              ]}
              value={form.duty}
              onChange={(duty) => set({ duty: DUTY_MODES.find((mode) => mode === duty) ?? '' })}
            />
            <BlockStack gap="200">
              <Select
                label={t('faqValues.shipping')}
                options={[
                  { value: '', label: unset(inherited.free_shipping_threshold) },
                  { value: 'over', label: t('faqValues.shippingOver') },
                  { value: 'always', label: t('faqValues.shippingAlways') },
                  { value: 'not_offered', label: t('faqValues.shippingNever') },
                ]}
                value={form.shipping}
                onChange={(shipping) => set({ shipping })}
              />
              {form.shipping === 'over' && (
                <TextField
                  label={t('faqValues.threshold')}
                  value={form.threshold}
                  onChange={(threshold) => set({ threshold })}
                  suffix={form.currency}
                  inputMode="decimal"
                  autoComplete="off"
                  {...(thresholdError === undefined ? {} : { error: thresholdError })}
                />
              )}
            </BlockStack>
          </InlineGrid>
          <BlockStack gap="100">
            <Text as="p">
              {known.delivery_estimate === undefined
                ? t('faqValues.deliveryUnknown')
                : t('faqValues.delivery', { days: known.delivery_estimate })}{' '}
              {known.delivery_dates !== undefined && t('faqValues.deliveryDates', { dates: known.delivery_dates })}
            </Text>
            <Text as="p" tone="subdued">
              {t('faqValues.deliveryWhat')} <Link url="/app/tracking/lanes">{t('faqValues.deliveryOpen')}</Link>
            </Text>
          </BlockStack>
          <InlineStack gap="300" blockAlign="center">
            <Button
              submit
              variant="primary"
              disabled={!isChanged}
              loading={fetcher.state !== 'idle'}
              accessibilityLabel={t('faqValues.saveMarket', { market: title })}
            >
              {t('faqValues.save')}
            </Button>
            <div aria-live="polite">
              {said?.ok === true && (
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span" tone="success">
                    {t(said.said)}
                  </Text>
                  {!said.isUndone && said.version !== null && (
                    <Button
                      variant="plain"
                      onClick={() =>
                        fetcher.submit(
                          { intent: 'undo', marketId: market.id, version: String(said.version) },
                          { method: 'post' },
                        )
                      }
                    >
                      {t('faqValues.undo')}
                    </Button>
                  )}
                </InlineStack>
              )}
              {trouble && (
                <Box>
                  <Text as="span" tone="critical">
                    {trouble}
                  </Text>
                </Box>
              )}
            </div>
          </InlineStack>
        </BlockStack>
      </form>
    </Card>
  )
}

function dutyText({ facts }: Market, t: (key: string) => string): string | undefined {
  return facts.dutyMode === null ? undefined : t(`faqValues.dutyMode.${facts.dutyMode}`)
}

const MOST_COUNTRIES = 8

function countriesText({ countries }: Market, format: Format): string {
  const listed = countries.slice(0, MOST_COUNTRIES).map((country) => format.country(country) ?? country)
  return `${listed.join(', ')}${countries.length > MOST_COUNTRIES ? ' …' : ''}`
}
