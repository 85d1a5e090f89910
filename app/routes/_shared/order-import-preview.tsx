/** What a file of another system would add. In: the preview. Out: how its columns were understood, the orders, the problems at their lines, the way on. */
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { LineProblem } from '#app/sheets/types.ts'
import { IMPORT_PROBLEMS, type OrderImportPreview, type PreviewOrder } from '#app/tools/reorder/order-import/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { PurchaseBadge } from './purchase-words.tsx'

interface PreviewProps {
  preview: OrderImportPreview
  busy: boolean
  onImport: (leaveOut: boolean) => void
}

export function OrderPreview({ preview, busy, onImport }: PreviewProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { problems, orders, orderCount, newSuppliers, kind, finished, known, more, items } = preview
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  const wrong = new Set(problems.map(({ line }) => line)).size
  const words = ({ code, value }: LineProblem): string | undefined =>
    IMPORT_PROBLEMS.some((known) => known === code) ? t(`reorderImport.problem.${code}`, { value }) : undefined
  const counted = (what: 'orders' | 'finished' | 'known' | 'suppliers' | 'items', count: number): string =>
    t(`reorderImport.count.${what}`, { count, n: format.number(count) })
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t(preview.digest === null ? 'reorderImport.previewTitle' : 'reorderImport.native.previewTitle')}
          </Text>
          <Badge tone="info">{t(`reorderImport.kind.${kind}`)}</Badge>
        </InlineStack>
        <ColumnsBanner advice={preview} title={t('reorderImport.columnsWrong')} />
        {preview.mapping.length > 0 && (
          <SimpleTable
            label={t('reorderImport.mapping')}
            rows={preview.mapping}
            rowKey={({ field }) => field}
            columns={[
              {
                key: 'header',
                title: t('reorderImport.mappingHeader'),
                cell: ({ header }) => <span className="wrap-anywhere">{header}</span>,
              },
              {
                key: 'field',
                title: t('reorderImport.mappingField'),
                cell: ({ field }) => t(`reorderImport.field.${field}`),
              },
            ]}
          />
        )}
        {fits && (
          <>
            <InlineStack gap="200">
              {kind === 'orders' && <Badge tone="success">{counted('orders', orderCount)}</Badge>}
              {newSuppliers.length > 0 && <Badge tone="success">{counted('suppliers', newSuppliers.length)}</Badge>}
              {items > 0 && <Badge tone="info">{counted('items', items)}</Badge>}
              {finished > 0 && <Badge>{counted('finished', finished)}</Badge>}
              {known > 0 && <Badge>{counted('known', known)}</Badge>}
            </InlineStack>
            {more && <Text as="p">{t('reorderImport.native.more')}</Text>}
            {newSuppliers.length > 0 && (
              <Text as="p" breakWord>
                {t('reorderImport.newSuppliers', { names: newSuppliers.slice(0, 50).join(', ') })}
              </Text>
            )}
            {wrong > 0 && (
              <>
                <Banner tone="warning" title={t('reorderImport.hasProblems')}>
                  <p>{t('reorderImport.hasProblemsAdvice')}</p>
                </Banner>
                <SheetProblems problems={problems} words={words} />
              </>
            )}
            {orders.length > 0 && <Orders orders={orders} />}
            {orderCount > orders.length && (
              <Text as="p" tone="subdued">
                {t('reorderImport.more', { shown: format.number(orders.length), total: format.number(orderCount) })}
              </Text>
            )}
            {orders.length + newSuppliers.length === 0 && (
              <Text as="p">
                {t(preview.digest === null ? 'reorderImport.nothingToImport' : 'reorderImport.native.nothing')}
              </Text>
            )}
            <InlineStack>
              <Button
                variant="primary"
                loading={busy}
                disabled={orders.length + newSuppliers.length === 0}
                onClick={() => onImport(wrong > 0)}
              >
                {wrong > 0
                  ? t('reorderImport.confirmSome', { count: wrong, n: format.number(wrong) })
                  : t('reorderImport.confirm')}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}

function Orders({ orders }: { orders: PreviewOrder[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const none = <NoValue meaning={t('reorderImport.order.none')} />
  return (
    <SimpleTable
      label={t('reorderImport.order.title')}
      rows={orders}
      rowKey={({ number, supplierName }) => `${number} ${supplierName}`}
      columns={[
        {
          key: 'number',
          title: t('reorderImport.order.number'),
          cell: ({ number }) => <span className="wrap-anywhere">{number}</span>,
        },
        {
          key: 'supplier',
          title: t('reorderImport.order.supplier'),
          cell: ({ supplierName, isNewSupplier }) => (
            <InlineStack gap="100" blockAlign="center">
              <span className="wrap-anywhere">{supplierName}</span>
              {isNewSupplier && <Badge tone="success">{t('reorderImport.order.new')}</Badge>}
            </InlineStack>
          ),
        },
        { key: 'state', title: t('reorderImport.order.state'), cell: ({ state }) => <PurchaseBadge state={state} /> },
        {
          key: 'units',
          title: t('reorderImport.order.units'),
          numeric: true,
          cell: ({ units }) => format.number(units),
        },
        {
          key: 'expected',
          title: t('reorderImport.order.expected'),
          nowrap: true,
          cell: ({ expectedOn }) => (expectedOn === null ? none : format.day(expectedOn)),
        },
        {
          key: 'value',
          title: t('reorderImport.order.value'),
          numeric: true,
          cell: ({ valueMinor, currency }) => (valueMinor === null ? none : format.money(valueMinor, currency)),
        },
        { key: 'location', title: t('reorderImport.order.location'), cell: ({ locationName }) => locationName },
      ]}
    />
  )
}
