/** One supplier's scorecard: every figure with what it was seen on, its points, and the limits that make them. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { refreshScores, scorecard } from '#app/tools/reorder/supplier-scores/service.server.ts'
import {
  FIGURES,
  FIGURES_OF,
  LEAST_BASE,
  LEAST_QUESTIONS,
  LIMITS,
  QUESTIONS,
  WEIGHTS,
  type Figure,
  type Question,
} from '#app/tools/reorder/suppliers/scorecard.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { SupplierFrame, TierBadge } from './_shared/supplier-frame.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(() => scorecard(shop, id))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return act(async () => {
    await refreshScores(shop, new Date())
    return 'reorderSuppliers.score.refreshed'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function SupplierScore() {
  const { supplier, stored } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const score = stored?.score ?? null
  return (
    <SupplierFrame supplier={supplier} current="score">
      <BlockStack gap="400">
        {said?.ok === false && (
          <Banner tone="critical" title={t('reorderSuppliers.score.failed')}>
            <p>{t(`pageError.${said.code}.advice`)}</p>
          </Banner>
        )}
        <Card>
          <BlockStack gap="400">
            <InlineStack gap="300" align="space-between" blockAlign="center">
              <InlineStack gap="300" blockAlign="center">
                <Text as="h2" variant="headingMd">
                  {t('reorderSuppliers.score.title')}
                </Text>
                <TierBadge tier={score?.tier ?? null} />
                {score !== null && score.total !== null && (
                  <Text as="span" numeric>
                    {t('reorderSuppliers.score.points', { points: format.number(score.total) })}
                  </Text>
                )}
              </InlineStack>
              <fetcher.Form method="post">
                <Button submit loading={fetcher.state !== 'idle'}>
                  {t('reorderSuppliers.score.refresh')}
                </Button>
              </fetcher.Form>
            </InlineStack>
            <Text as="p" tone="subdued">
              {stored === null
                ? t('reorderSuppliers.score.what')
                : t('reorderSuppliers.score.asOf', { day: format.day(stored.scoredOn) })}
            </Text>
            {score === null || QUESTIONS.every((question) => score.points[question] === null) ? (
              <ListEmpty title={t('reorderSuppliers.score.empty')} advice={t('reorderSuppliers.score.emptyAdvice')} />
            ) : (
              <Figures />
            )}
          </BlockStack>
        </Card>
        <Limits />
      </BlockStack>
    </SupplierFrame>
  )
}

const questionOf = (figure: Figure): Question =>
  QUESTIONS.find((question) => FIGURES_OF[question].includes(figure)) ?? 'quality'

function Figures() {
  const { stored } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const unknown = <NoValue meaning={t('reorderSuppliers.unknown')} />
  return (
    <SimpleTable
      label={t('reorderSuppliers.score.title')}
      rows={FIGURES.map((figure) => ({ figure, seen: stored?.score.evidence[figure] ?? null }))}
      rowKey={({ figure }) => figure}
      columns={[
        {
          key: 'figure',
          title: t('reorderSuppliers.score.figure'),
          cell: ({ figure }) => t(`reorderSuppliers.figure.${figure}.name`),
        },
        {
          key: 'value',
          title: t('reorderSuppliers.score.value'),
          numeric: true,
          cell: ({ figure, seen }) =>
            seen === null || seen.base < LEAST_BASE[figure] ? unknown : format.percent(seen.bps / 10_000),
        },
        {
          key: 'base',
          title: t('reorderSuppliers.score.base'),
          cell: ({ figure, seen }) =>
            seen === null || seen.base < LEAST_BASE[figure]
              ? t(`reorderSuppliers.figure.${figure}.none`, { least: format.number(LEAST_BASE[figure]) })
              : t(`reorderSuppliers.figure.${figure}.base`, { base: format.number(seen.base) }),
        },
        {
          key: 'tier',
          title: t('reorderSuppliers.score.tierOf'),
          cell: ({ figure }) => (
            <InlineStack gap="100" blockAlign="center" wrap={false}>
              <span>{t(`reorderSuppliers.question.${questionOf(figure)}`)}</span>
              <TierBadge tier={stored?.score.tiers[questionOf(figure)] ?? null} />
            </InlineStack>
          ),
        },
      ]}
    />
  )
}

function Limits() {
  const { t } = useTranslation()
  const format = useFormat()
  const percent = (bps: number): string => format.percent(bps / 10_000)
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderSuppliers.score.limits')}
        </Text>
        <Text as="p" tone="subdued">
          {t('reorderSuppliers.score.limitsWhat', {
            cost: format.number(WEIGHTS.cost),
            delivery: format.number(WEIGHTS.delivery),
            quality: format.number(WEIGHTS.quality),
            least: format.number(LEAST_QUESTIONS),
          })}
        </Text>
        <SimpleTable
          label={t('reorderSuppliers.score.limits')}
          rows={[...FIGURES]}
          rowKey={(figure) => figure}
          columns={[
            {
              key: 'figure',
              title: t('reorderSuppliers.score.figure'),
              cell: (figure) => (
                <BlockStack>
                  <span>{t(`reorderSuppliers.figure.${figure}.name`)}</span>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {t(`reorderSuppliers.figure.${figure}.what`)}
                  </Text>
                </BlockStack>
              ),
            },
            {
              key: 'a',
              title: t('reorderSuppliers.score.toA'),
              numeric: true,
              cell: (figure) => percent(LIMITS[figure].a),
            },
            {
              key: 'b',
              title: t('reorderSuppliers.score.toB'),
              numeric: true,
              cell: (figure) => percent(LIMITS[figure].b),
            },
            {
              key: 'worst',
              title: t('reorderSuppliers.score.toNothing'),
              numeric: true,
              cell: (figure) => percent(LIMITS[figure].worst),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
