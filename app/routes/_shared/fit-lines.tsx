/** The lines of a fitted order, what changed first. In: lines, names. Out: a table. Invariant: what is not shown is counted. */
import { Badge, Box, Card, Link, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VariantName } from '#app/mirror/views.ts'
import type { FittedLine } from '#app/tools/reorder/limits/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ShowMore } from '#app/ui/show-more.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'

const TONES = { kept: undefined, raised: 'info', added: 'info', reduced: 'attention', left_out: 'warning' } as const
const SHOWN = 100

interface FittedLinesProps {
  lines: FittedLine[]
  names: Record<string, VariantName>
  supplierId: string
  currency: string
}

export function FittedLines({ lines, names, supplierId, currency }: FittedLinesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [shown, setShown] = useState(SHOWN)
  const title = ({ variantId }: FittedLine): string => {
    const name = names[variantId]
    return name ? [name.title, name.variantTitle].filter((part) => part !== null).join(' · ') : variantId
  }
  const unknown = (key: 'price' | 'weight' | 'volume') => <NoValue meaning={t(`reorderLimits.line.no.${key}`)} />
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t('reorderLimits.line.title', { count: lines.length, number: format.number(lines.length) })}
        </Text>
      </Box>
      <SimpleTable
        edge
        label={t('reorderLimits.line.label')}
        rows={lines.slice(0, shown)}
        rowKey={({ variantId }) => variantId}
        columns={[
          {
            key: 'name',
            title: t('reorderLimits.line.variant'),
            cell: (line) => (
              <Link url={`/app/reorder/suggestions/${line.variantId}`} removeUnderline>
                {title(line)}
              </Link>
            ),
          },
          {
            key: 'change',
            title: t('reorderLimits.line.change'),
            cell: ({ change }) => {
              const tone = TONES[change]
              return <Badge {...(tone ? { tone } : {})}>{t(`reorderLimits.change.${change}`)}</Badge>
            },
          },
          {
            key: 'before',
            title: t('reorderLimits.line.before'),
            numeric: true,
            cell: ({ beforeUnits }) => format.number(beforeUnits),
          },
          {
            key: 'after',
            title: t('reorderLimits.line.after'),
            numeric: true,
            cell: ({ units }) => (
              <Text as="span" fontWeight="semibold" numeric>
                {format.number(units)}
              </Text>
            ),
          },
          {
            key: 'cost',
            title: t('reorderLimits.line.cost'),
            numeric: true,
            cell: ({ costMinor }) => (costMinor === null ? unknown('price') : format.money(costMinor, currency)),
          },
          {
            key: 'weight',
            title: t('reorderLimits.line.weight'),
            numeric: true,
            cell: ({ weightGrams }) =>
              weightGrams === null
                ? unknown('weight')
                : t('reorderLimits.kg', { number: format.number(weightGrams / 1_000) }),
          },
          {
            key: 'volume',
            title: t('reorderLimits.line.volume'),
            numeric: true,
            cell: ({ variantId, unitVolumeCubicCm }) =>
              unitVolumeCubicCm === null ? (
                <Link url={`/app/reorder/suppliers/${supplierId}/items/${variantId}`}>
                  {t('reorderLimits.line.addVolume')}
                </Link>
              ) : (
                t('reorderLimits.cm3', { number: format.number(unitVolumeCubicCm) })
              ),
          },
          {
            key: 'lost',
            title: t('reorderLimits.line.lost'),
            numeric: true,
            cell: ({ lostMinor, change, costUnknown }) =>
              change === 'kept' ? (
                <NoValue meaning={t('reorderLimits.line.same')} />
              ) : (
                <>
                  {format.money(lostMinor)}
                  {costUnknown && (
                    <Text as="span" tone="subdued" variant="bodySm">
                      {' '}
                      {t('reorderLimits.line.costUnknown')}
                    </Text>
                  )}
                </>
              ),
          },
        ]}
      />
      {lines.length > shown && (
        <Box padding="400">
          <ShowMore left={lines.length - shown} onMore={() => setShown(lines.length)} />
        </Box>
      )}
    </Card>
  )
}
