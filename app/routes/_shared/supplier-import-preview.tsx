/** What a price list would change, and what is wrong in it. In: the preview. Out: a table of changes, the problems at their lines, the way on. */
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { LineProblem } from '#app/sheets/types.ts'
import type { ItemImportPreview } from '#app/tools/reorder/supplier-import/service.server.ts'
import { ITEM_PROBLEMS, type ItemField, type ItemTerms } from '#app/tools/reorder/supplier-import/sheet.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'

interface ItemPreviewProps {
  preview: ItemImportPreview
  currency: string
  busy: boolean
  onImport: (leaveOut: boolean) => void
}

export function ItemPreview({ preview, currency, busy, onImport }: ItemPreviewProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  const changes = preview.added + preview.changed
  const wrong = new Set(preview.problems.map(({ line }) => line)).size
  const words = ({ code, value }: LineProblem): string | undefined =>
    ITEM_PROBLEMS.some((known) => known === code) ? t(`reorderSuppliers.problem.${code}`, { value }) : undefined
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderSuppliers.import.previewTitle')}
        </Text>
        <ColumnsBanner advice={preview} title={t('reorderSuppliers.import.columnsWrong')} />
        {fits && (
          <>
            <InlineStack gap="200">
              <Badge tone="success">
                {t('reorderSuppliers.import.added', { count: preview.added, items: format.number(preview.added) })}
              </Badge>
              <Badge tone="info">
                {t('reorderSuppliers.import.changed', {
                  count: preview.changed,
                  items: format.number(preview.changed),
                })}
              </Badge>
              <Badge>
                {t('reorderSuppliers.import.same', { count: preview.same, items: format.number(preview.same) })}
              </Badge>
            </InlineStack>
            {wrong > 0 && (
              <>
                <Banner tone="warning" title={t('reorderSuppliers.import.hasProblems')}>
                  <p>{t('reorderSuppliers.import.hasProblemsAdvice')}</p>
                </Banner>
                <SheetProblems problems={preview.problems} words={words} />
              </>
            )}
            {preview.shown.length > 0 && <Changes preview={preview} currency={currency} />}
            <InlineStack>
              <Button variant="primary" loading={busy} disabled={changes === 0} onClick={() => onImport(wrong > 0)}>
                {wrong > 0
                  ? t('reorderSuppliers.import.confirmSome', {
                      items: format.number(changes),
                      lines: format.number(wrong),
                    })
                  : t('reorderSuppliers.import.confirm', { count: changes, items: format.number(changes) })}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}

function Changes({ preview, currency }: { preview: ItemImportPreview; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const total = preview.added + preview.changed
  const rows = preview.shown.flatMap((change) => {
    const fields = change.fields.length === 0 ? (['minimumUnits'] as const) : change.fields
    return fields.map((field) => ({ ...change, field }))
  })
  return (
    <BlockStack gap="200">
      <SimpleTable
        label={t('reorderSuppliers.import.changes')}
        rows={rows}
        rowKey={({ variantId, field }) => `${variantId} ${field}`}
        columns={[
          {
            key: 'product',
            title: t('reorderSuppliers.items.column.product'),
            cell: ({ title, sku, before }) => (
              <BlockStack gap="050">
                <span className="wrap-anywhere">{title}</span>
                {sku !== null && (
                  <Text as="span" tone="subdued" variant="bodySm">
                    {sku}
                  </Text>
                )}
                {before === null && (
                  <InlineStack>
                    <Badge tone="success">{t('reorderSuppliers.import.new')}</Badge>
                  </InlineStack>
                )}
              </BlockStack>
            ),
          },
          {
            key: 'field',
            title: t('reorderSuppliers.import.field'),
            cell: ({ field }) => t(`reorderSuppliers.import.fields.${field}`),
          },
          {
            key: 'before',
            title: t('reorderSuppliers.import.before'),
            numeric: true,
            cell: ({ before, field }) => <Terms terms={before} field={field} currency={currency} />,
          },
          {
            key: 'after',
            title: t('reorderSuppliers.import.after'),
            numeric: true,
            cell: ({ after, field }) => <Terms terms={after} field={field} currency={currency} />,
          },
        ]}
      />
      {total > preview.shown.length && (
        <Text as="p" tone="subdued">
          {t('reorderSuppliers.import.more', {
            shown: format.number(preview.shown.length),
            total: format.number(total),
          })}
        </Text>
      )}
    </BlockStack>
  )
}

function Terms({ terms, field, currency }: { terms: ItemTerms | null; field: ItemField; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const none = <NoValue meaning={t('reorderSuppliers.import.nothing')} />
  if (terms === null) return none
  if (field === 'supplierSku') return terms.supplierSku ?? none
  if (field === 'unitVolumeCubicCm') {
    if (terms.unitVolumeCubicCm === null) return none
    return t('reorderLimits.cm3', { number: format.number(terms.unitVolumeCubicCm) })
  }
  if (field !== 'priceBreaks') return format.number(terms[field])
  if (terms.priceBreaks.length === 0) return none
  return (
    <BlockStack>
      {terms.priceBreaks.map(({ fromUnits, unitPriceMinor }) => (
        <span key={fromUnits}>
          {t('reorderSuppliers.import.priceFrom', {
            units: format.number(fromUnits),
            price: format.money(unitPriceMinor, currency),
          })}
        </span>
      ))}
    </BlockStack>
  )
}
