/** One back-test: how far it is, then what it found, and what it could not know. */
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { BacktestQuery, isOver, type Backtest } from '#app/tools/pricing/backtest/schema.ts'
import {
  cancelBacktest,
  getBacktest,
  listBacktestProducts,
  removeBacktest,
  startBacktest,
} from '#app/tools/pricing/backtest/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { act, answer, parseQuery, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { BacktestProducts } from './_shared/backtest-products.tsx'
import { BacktestTotals } from './_shared/backtest-totals.tsx'
import { BacktestBadge, useRunName } from './_shared/backtest-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useErrorText } from './_shared/run-progress.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const query = parseQuery(BacktestQuery, request)
  return answer(async () => {
    const run = await getBacktest(shop, id)
    return { run, query, page: run.state === 'done' ? await listBacktestProducts(shop, id, query) : null }
  })
}

const Intent = z.enum(['cancel', 'remove', 'again'])

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = await request.formData()
  const intent = Intent.safeParse(form.get('intent'))
  let next: string | null = null
  const answered = await act(async () => {
    switch (Intent.parse(intent.data)) {
      case 'cancel':
        await cancelBacktest(shop, id)
        return 'pricingBacktest.said.cancelled'
      case 'remove':
        await removeBacktest(shop, id)
        next = '/app/pricing/backtest'
        return 'pricingBacktest.said.removed'
      case 'again': {
        const { ruleSetId } = await getBacktest(shop, id)
        next = `/app/pricing/backtest/${await startBacktest(shop, { ruleSetId }, new Date())}`
        return 'pricingBacktest.said.started'
      }
    }
  })
  return next === null ? answered : redirect(next)
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function BacktestPage() {
  const { run, query, page } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const runName = useRunName()
  usePolling(!isOver(run.state))
  return (
    <PageFrame
      title={runName(run)}
      subtitle={t('days.range', { from: format.day(run.fromOn), to: format.day(run.toOn) })}
      titleMetadata={<BacktestBadge state={run.state} />}
      back={{ content: t('pricingBacktest.title'), url: '/app/pricing/backtest' }}
      fullWidth
    >
      <PricingNav current="backtest" />
      <BlockStack gap="400">
        <RunActions run={run} />
        {run.result && <BacktestTotals result={run.result} />}
        {page && <BacktestProducts runId={run.id} query={query} page={page} />}
      </BlockStack>
    </PageFrame>
  )
}

function RunActions({ run }: { run: Backtest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer>()
  const errorText = useErrorText()
  const refused = fetcher.data?.ok === false ? errorText(fetcher.data.code) : null
  const failure = run.failure === null ? null : errorText(run.failure)
  const busy = fetcher.state !== 'idle'
  const ask = (intent: z.infer<typeof Intent>): void => fetcher.submit({ intent }, { method: 'post' })
  return (
    <>
      {refused && (
        <Banner tone="critical" title={refused.what}>
          <p>{refused.advice}</p>
        </Banner>
      )}
      {failure && (
        <Banner tone="critical" title={failure.what}>
          <p>{failure.advice}</p>
        </Banner>
      )}
      <Card>
        <BlockStack gap="300">
          {!isOver(run.state) && (
            <BlockStack gap="200">
              <Text as="p" id="backtest-progress">
                {run.state === 'queued'
                  ? t('pricingBacktest.waiting')
                  : t('pricingBacktest.steps', {
                      done: format.number(run.stepsDone),
                      total: format.number(run.stepsTotal),
                    })}
              </Text>
              <ProgressBar
                progress={(100 * run.stepsDone) / run.stepsTotal}
                size="small"
                tone="primary"
                animated={false}
                ariaLabelledBy="backtest-progress"
              />
            </BlockStack>
          )}
          {run.state === 'cancelled' && <Text as="p">{t('pricingBacktest.wasCancelled')}</Text>}
          <InlineStack gap="300">
            {isOver(run.state) ? (
              <>
                <Button onClick={() => ask('again')} loading={busy}>
                  {t('pricingBacktest.again')}
                </Button>
                <Button tone="critical" onClick={() => ask('remove')} disabled={busy}>
                  {t('pricingBacktest.remove')}
                </Button>
              </>
            ) : (
              <Button onClick={() => ask('cancel')} loading={busy}>
                {t('pricingBacktest.cancel')}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </Card>
    </>
  )
}
