/** How good the forecasts were on weeks that were hidden from them, beside two simple methods; and which methods are in use. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { Accuracy, ClassAccuracy, Scores } from '#app/tools/reorder/planning/schema.ts'
import { planState } from '#app/tools/reorder/planning/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { SimpleTable, type SimpleColumn } from '#app/ui/simple-table.tsx'
import { answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const { shown } = await planState(shop)
    return { accuracy: shown?.summary?.accuracy ?? null }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

const METHODS = ['plan', 'mean8', 'naive'] as const

export default function ForecastAccuracy() {
  const { accuracy } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame title={t('reorderPlan.accuracy.title')} fullWidth>
      <ReorderNav current="accuracy" />
      {accuracy === null ? (
        <Card>
          <ListEmpty
            title={t('reorderPlan.accuracy.none')}
            advice={t('reorderPlan.accuracy.noneAdvice')}
            action={{ content: t('reorder.nav.overview'), url: '/app/reorder' }}
          />
        </Card>
      ) : (
        <Measured accuracy={accuracy} />
      )}
    </PageFrame>
  )
}

function Measured({ accuracy }: { accuracy: Accuracy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const className = ({ name }: ClassAccuracy): string => (name === 'all' ? t('reorderPlan.accuracy.all') : name)
  const share = (bps: number | null): string => (bps === null ? '–' : format.percent(bps / 10_000))
  const signed = (bps: number | null): string => (bps === null ? '–' : format.signedPercent(bps / 10_000))
  const shown: Record<keyof Scores, (scores: Scores) => string> = {
    biasBps: ({ biasBps }) => signed(biasBps),
    wapeBps: ({ wapeBps }) => share(wapeBps),
    rmsse: ({ rmsse }) => (rmsse === null ? '–' : format.number(Math.round(rmsse * 100) / 100)),
  }
  const measure = (name: 'bias' | 'wape' | 'rmsse', key: keyof Scores): SimpleColumn<ClassAccuracy>[] =>
    METHODS.map((method) => ({
      key: `${name}-${method}`,
      title: `${t(`reorderPlan.accuracy.${name}`)}: ${t(`reorderPlan.accuracy.${method}`)}`,
      numeric: true,
      cell: (row) => shown[key](row[method]),
    }))
  const simpler = accuracy.classes.filter(
    ({ plan, mean8, naive }) =>
      plan.wapeBps !== null && [mean8, naive].some(({ wapeBps }) => wapeBps !== null && wapeBps < (plan.wapeBps ?? 0)),
  )
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="300">
          <Text as="p">
            {t('reorderPlan.accuracy.what', { weeks: format.number(accuracy.weeks), day: format.day(accuracy.fromOn) })}
          </Text>
          <SimpleTable
            label={t('reorderPlan.accuracy.title')}
            rows={accuracy.classes}
            rowKey={({ name }) => name}
            columns={[
              { key: 'class', title: t('reorderPlan.accuracy.class'), cell: className },
              {
                key: 'variants',
                title: t('reorderPlan.accuracy.variants'),
                numeric: true,
                cell: ({ variants }) => format.number(variants),
              },
              ...measure('wape', 'wapeBps'),
              ...measure('bias', 'biasBps'),
              ...measure('rmsse', 'rmsse'),
              {
                key: 'coverage',
                title: t('reorderPlan.accuracy.coverage'),
                numeric: true,
                cell: ({ coverageBps }) => share(coverageBps),
              },
            ]}
          />
          <Text as="p" tone="subdued">
            {t('reorderPlan.accuracy.biasWhat')}
          </Text>
          {simpler.length > 0 && (
            <Text as="p" fontWeight="semibold">
              {t('reorderPlan.accuracy.simpler', { classes: simpler.map(className).join(', ') })}
            </Text>
          )}
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('reorderPlan.accuracy.methods')}
          </Text>
          <SimpleTable
            label={t('reorderPlan.accuracy.methods')}
            rows={accuracy.methods}
            rowKey={({ method }) => method}
            columns={[
              {
                key: 'method',
                title: t('reorderPlan.accuracy.method'),
                cell: ({ method }) => t(`reorderPlan.forecast.methodName.${method}`),
              },
              {
                key: 'count',
                title: t('reorderPlan.accuracy.count'),
                numeric: true,
                cell: ({ count }) => format.number(count),
              },
            ]}
          />
        </BlockStack>
      </Card>
    </BlockStack>
  )
}
