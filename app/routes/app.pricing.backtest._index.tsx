/** Back-tests: ask for one, see those that were made, how far one is. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, InlineStack, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { BACKTEST_DAYS, BacktestForm, isOver, type Backtest } from '#app/tools/pricing/backtest/schema.ts'
import { listBacktests, startBacktest } from '#app/tools/pricing/backtest/service.server.ts'
import { listRuleSets } from '#app/tools/pricing/rules/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { NoValue } from '#app/ui/simple-table.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { BacktestBadge, useRunName } from './_shared/backtest-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useErrorText } from './_shared/run-progress.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const chosen = new URL(request.url).searchParams.get('ruleSet')
  return answer(async () => {
    const [runs, ruleSets] = await Promise.all([listBacktests(shop), listRuleSets(shop)])
    return {
      runs,
      chosen,
      ruleSets: ruleSets.map(({ id, version, name, state, enabledRules }) => ({
        id,
        version,
        name,
        state,
        enabledRules,
      })),
    }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    await startBacktest(shop, BacktestForm.parse(form), new Date())
    return 'pricingBacktest.said.started'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Backtests() {
  const { runs, ruleSets, chosen } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  usePolling(runs.some((run) => !isOver(run.state)))
  return (
    <PageFrame title={t('pricingBacktest.title')} fullWidth>
      <PricingNav current="backtest" />
      <BlockStack gap="400">
        {ruleSets.length === 0 ? (
          <Card>
            <ListEmpty
              title={t('pricingBacktest.noRuleSets')}
              advice={t('pricingBacktest.noRuleSetsAdvice')}
              action={{ content: t('pricingBacktest.openRules'), url: '/app/pricing/rules' }}
            />
          </Card>
        ) : (
          <StartCard ruleSets={ruleSets} chosen={chosen} busy={runs.some((run) => !isOver(run.state))} />
        )}
        <Runs runs={runs} />
      </BlockStack>
    </PageFrame>
  )
}

interface StartCardProps {
  ruleSets: { id: string; version: number; name: string; state: string; enabledRules: number }[]
  chosen: string | null
  busy: boolean
}

function StartCard({ ruleSets, chosen, busy }: StartCardProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer>()
  const errorText = useErrorText()
  const [ruleSetId, setRuleSetId] = useState(ruleSets.find((one) => one.id === chosen)?.id ?? ruleSets[0]?.id ?? '')
  const refused = fetcher.data?.ok === false ? fetcher.data : null
  const field = refused?.fields.find((one) => one.path[0] === 'ruleSetId')
  const key = `pricingBacktest.error.${field?.message ?? ''}`
  const general = refused && !field ? errorText(refused.code) : null
  return (
    <Card>
      <fetcher.Form method="post" action="/app/pricing/backtest?index">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('pricingBacktest.start.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingBacktest.start.what', { days: String(BACKTEST_DAYS) })}
          </Text>
          {general && (
            <Banner tone="critical" title={general.what}>
              <p>{general.advice}</p>
            </Banner>
          )}
          <Select
            label={t('pricingBacktest.start.ruleSet')}
            name="ruleSetId"
            options={ruleSets.map((one) => ({
              value: one.id,
              label: t('pricingBacktest.start.option', {
                name: one.name,
                version: format.number(one.version),
                state: t(`pricingBacktest.ruleSetState.${one.state}`),
                count: one.enabledRules,
                rules: format.number(one.enabledRules),
              }),
            }))}
            value={ruleSetId}
            onChange={setRuleSetId}
            error={field ? t(i18n.exists(key) ? key : 'pricingBacktest.error.rule_set_missing') : undefined}
          />
          <InlineStack gap="300" blockAlign="center">
            <Button submit variant="primary" loading={fetcher.state !== 'idle'} disabled={busy}>
              {t('pricingBacktest.start.run')}
            </Button>
            {busy && (
              <Text as="span" tone="subdued">
                {t('pricingBacktest.start.busy')}
              </Text>
            )}
          </InlineStack>
        </BlockStack>
      </fetcher.Form>
    </Card>
  )
}

function Runs({ runs }: { runs: Backtest[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const runName = useRunName()
  const change = (run: Backtest): string | null => {
    const sums = run.result?.sums
    if (!sums || sums.knownRevenueMinor === 0) return null
    const difference = sums.plannedMarginMinor - sums.marginMinor
    return `${difference > 0 ? '+' : ''}${format.money(difference)}`
  }
  const progress = (run: Backtest): string =>
    t('pricingBacktest.steps', { done: format.number(run.stepsDone), total: format.number(run.stepsTotal) })
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t('pricingBacktest.runs.title')}
        </Text>
      </Box>
      {runs.length === 0 ? (
        <ListEmpty title={t('pricingBacktest.runs.none')} advice={t('pricingBacktest.runs.noneAdvice')} />
      ) : (
        <ListTable
          label={t('pricingBacktest.runs.title')}
          rows={runs}
          rowId={(run) => run.id}
          rowUrl={(run) => `/app/pricing/backtest/${run.id}`}
          name={{ title: t('pricingBacktest.start.ruleSet'), text: runName }}
          columns={[
            {
              key: 'state',
              title: t('pricingBacktest.runs.state'),
              cell: (run) => (
                <InlineStack gap="200" blockAlign="center">
                  <BacktestBadge state={run.state} />
                  {run.state === 'running' && progress(run)}
                </InlineStack>
              ),
            },
            { key: 'created', title: t('pricingBacktest.runs.created'), cell: (run) => format.instant(run.createdAt) },
            {
              key: 'days',
              title: t('pricingBacktest.runs.days'),
              cell: (run) => t('days.range', { from: format.shortDay(run.fromOn), to: format.day(run.toOn) }),
            },
            {
              key: 'margin',
              title: t('pricingBacktest.runs.margin'),
              numeric: true,
              cell: (run) => change(run) ?? <NoValue meaning={t('pricingBacktest.unknown')} />,
            },
          ]}
          narrowEnd={(run) => change(run)}
          narrow={(run) => (
            <>
              <Text as="span" tone="subdued" variant="bodySm">
                {format.instant(run.createdAt)}
                {run.state === 'running' ? ` · ${progress(run)}` : ''}
              </Text>
              <InlineStack>
                <BacktestBadge state={run.state} />
              </InlineStack>
            </>
          )}
        />
      )}
    </Card>
  )
}
