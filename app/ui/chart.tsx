/**
 * A chart with its table beside it. In: rows by day and one or two series. Out: a drawing, or the same figures as a table.
 * The drawing library is fetched after the page is there (it draws nothing on the server); the box has its height from the start.
 * Invariant: everything the drawing shows is in the table, so nobody needs to see the drawing.
 */
import { Box, BlockStack, Button, ButtonGroup, InlineStack, SkeletonDisplayText, Text } from '@shopify/polaris'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartProps } from './chart-types.ts'
import { useMounted } from './mounted.ts'

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'))

export function Chart(props: ChartProps) {
  const { t } = useTranslation()
  const mounted = useMounted()
  const [asTable, setAsTable] = useState(false)
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          {props.title}
        </Text>
        <ButtonGroup variant="segmented">
          <Button size="slim" pressed={!asTable} onClick={() => setAsTable(false)}>
            {t('chart.drawing')}
          </Button>
          <Button size="slim" pressed={asTable} onClick={() => setAsTable(true)}>
            {t('chart.table')}
          </Button>
        </ButtonGroup>
      </InlineStack>
      {asTable ? (
        <ChartTable {...props} />
      ) : (
        <div className="chart-box" role="img" aria-label={t('chart.described', { title: props.title })}>
          {mounted && (
            <Suspense fallback={<ChartFallback />}>
              <ChartCanvas {...props} />
            </Suspense>
          )}
        </div>
      )}
    </BlockStack>
  )
}

function ChartFallback() {
  return (
    <Box padding="400">
      <SkeletonDisplayText size="small" />
    </Box>
  )
}

function ChartTable({ title, pointTitle, series, points, format }: ChartProps) {
  return (
    <div className="chart-box scroll-y" tabIndex={0} role="region" aria-label={title}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{pointTitle}</th>
            {series.map((one) => (
              <th key={one.name} scope="col" className="end">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.name}>
              <th scope="row">
                {point.name}
                {[point.mark, point.note].map(
                  (said) =>
                    said !== undefined && (
                      <Text key={said} as="span" variant="bodySm" tone="subdued">
                        {' '}
                        {said}
                      </Text>
                    ),
                )}
              </th>
              {series.map((one, index) => {
                const value = point.values[index] ?? null
                const other = point.otherNames?.[index]
                return (
                  <td key={one.name} className="end">
                    {value === null ? '–' : format(value)}
                    {other && (
                      <Text as="span" variant="bodySm" tone="subdued">
                        {' '}
                        {other}
                      </Text>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
