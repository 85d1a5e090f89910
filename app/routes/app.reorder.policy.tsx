/** How the shop wants to order: service levels, times, what counts as demand, when stock is too much. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineGrid, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { planState } from '#app/tools/reorder/planning/service.server.ts'
import { ABC_XYZ, OUTLIERS, PolicyDocument } from '#app/tools/reorder/policy/schema.ts'
import { reorderPolicy, savePolicy } from '#app/tools/reorder/policy/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer, readJson } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { fieldOf, toDocument, toTexts } from './_shared/policy-texts.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [policy, { shown }] = await Promise.all([reorderPolicy(shop), planState(shop)])
    return { ...policy, currency: shop.currency, outlierBps: shown?.summary?.outlierBps ?? null }
  })
}

const PolicyForm = z.object({ version: z.coerce.number().int().min(0), document: z.string().max(20_000) })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { version, document } = PolicyForm.parse(form)
    await savePolicy(shop, PolicyDocument.parse(readJson(document)), version)
    return 'reorderPlan.said.policySaved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

const LEVELS = new Set<string>([...ABC_XYZ, 'least', 'most'])
const PERCENT_FIELDS = new Set(['holding', 'uplift', 'stockOut'])

export default function ReorderPolicyPage() {
  const { version, document, currency, outlierBps } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const [texts, setTexts] = useState(() => toTexts(document, currency, format.locale))
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const refused = said?.ok === false ? said : null
  const wrong = new Set(refused?.fields.map(({ path }) => fieldOf(path)))
  const field = (name: string, label: string, more: { help?: string; suffix?: string } = {}) => (
    <TextField
      key={name}
      label={label}
      autoComplete="off"
      inputMode="decimal"
      value={texts[name] ?? ''}
      onChange={(value) => setTexts({ ...texts, [name]: value })}
      {...(wrong.has(name) ? { error: errorOf(name) } : {})}
      {...(more.help === undefined ? {} : { helpText: more.help })}
      {...(more.suffix === undefined ? {} : { suffix: more.suffix })}
    />
  )
  const words = (key: string): string => t(`reorderPlan.policy.${key}`)
  const errorOf = (name: string): string =>
    words(`error.${PERCENT_FIELDS.has(name) ? name : LEVELS.has(name) ? 'level' : 'days'}`)
  const share = (bps: number | null | undefined): string => (bps == null ? '–' : format.percent(bps / 10_000))
  return (
    <PageFrame title={words('title')} fullWidth>
      <ReorderNav current="policy" />
      <BlockStack gap="400">
        {refused && <Banner tone="critical" title={words(refused.code === 'conflict' ? 'conflict' : 'invalid')} />}
        <Text as="p">{words('what')}</Text>
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {words('levels')}
            </Text>
            <Text as="p" tone="subdued">
              {words('levelsWhat')}
            </Text>
            <Select
              label={words('by')}
              options={[
                { value: 'class', label: words('byClass') },
                { value: 'cost', label: words('byCost') },
              ]}
              value={texts['by'] ?? 'class'}
              onChange={(by) => setTexts({ ...texts, by })}
            />
            {texts['by'] === 'cost' && (
              <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
                {field('stockOut', words('stockOut'), { suffix: currency })}
                {field('least', words('least'))}
                {field('most', words('most'))}
              </InlineGrid>
            )}
            <InlineGrid columns={3} gap="300">
              {ABC_XYZ.map((name) => field(name, name, { suffix: '%' }))}
            </InlineGrid>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {words('times')}
            </Text>
            <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
              {field('review', words('review'))}
              {field('cover', words('cover'))}
              {field('lead', words('lead'), { help: words('leadHelp') })}
              {field('holding', words('holding'))}
            </InlineGrid>
            {field('uplift', words('uplift'), { help: words('upliftHelp'), suffix: '%' })}
            <Select
              label={words('outliers')}
              options={OUTLIERS.map((value) => ({ value, label: t(`reorderPlan.policy.outlier.${value}`) }))}
              value={texts['outliers'] ?? 'keep'}
              onChange={(outliers) => setTexts({ ...texts, outliers })}
              helpText={t('reorderPlan.policy.outliersHelp', {
                z: share(outlierBps?.beyondZ),
                fence: share(outlierBps?.beyondFence),
              })}
            />
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {words('health')}
            </Text>
            <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
              {field('overstock', words('overstock'))}
              {field('dead', words('dead'))}
            </InlineGrid>
          </BlockStack>
        </Card>
        <InlineStack>
          <Button
            variant="primary"
            loading={fetcher.state !== 'idle'}
            onClick={() =>
              fetcher.submit(
                { version: String(version), document: JSON.stringify(toDocument(texts, currency)) },
                { method: 'post', action: '/app/reorder/policy' },
              )
            }
          >
            {words('save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </PageFrame>
  )
}
