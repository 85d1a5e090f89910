/** The tables of a product: its variants, where they lie, what they cost per market. */
import { Link } from '@remix-run/react'
import { BlockStack, Box, Card, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocationStock, ProductDetail, VariantDetail } from '#app/mirror/views.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable, type SimpleColumn } from '#app/ui/simple-table.tsx'

function TableCard({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {note && (
            <Text as="p" tone="subdued">
              {note}
            </Text>
          )}
        </BlockStack>
      </Box>
      {children}
    </Card>
  )
}

/** A single variant is called "Default Title" by Shopify; its SKU says more. */
function variantName(variant: VariantDetail): string {
  return variant.title === 'Default Title' ? (variant.sku ?? variant.title) : variant.title
}

export function Variants({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const none = (key: string): ReactNode => <NoValue meaning={t(key)} />
  return (
    <TableCard title={t('product.variants', { count: detail.variants.length })}>
      <SimpleTable
        label={t('product.variantsLabel')}
        edge
        rows={detail.variants}
        rowKey={(variant) => variant.id}
        columns={[
          { key: 'variant', title: t('product.column.variant'), cell: variantName },
          { key: 'sku', title: t('product.column.sku'), cell: (variant) => variant.sku ?? none('product.noSku') },
          {
            key: 'price',
            title: t('product.column.price'),
            numeric: true,
            cell: (variant) => format.money(variant.priceMinor),
          },
          {
            key: 'cost',
            title: t('product.column.cost'),
            numeric: true,
            cell: ({ item }) =>
              item === null || item.unitCostMinor === null
                ? none('product.noCost')
                : format.money(item.unitCostMinor, item.unitCostCurrency ?? undefined),
          },
          {
            key: 'weight',
            title: t('product.column.weight'),
            numeric: true,
            cell: ({ item }) =>
              item === null || item.weightGrams === null
                ? none('product.noWeight')
                : t('product.grams', { grams: format.number(item.weightGrams) }),
          },
          { key: 'hs', title: t('product.column.hs'), cell: ({ item }) => item?.hsCode ?? none('product.noHs') },
          {
            key: 'origin',
            title: t('product.column.origin'),
            cell: ({ item }) => format.country(item?.originCountry ?? null) ?? none('product.noOrigin'),
          },
        ]}
      />
    </TableCard>
  )
}

interface StockRow extends LocationStock {
  variant: string
}

/** What the bundles among the variants are made of; nothing where there is none. */
export function BundleParts({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = detail.variants.flatMap((variant) => variant.parts.map((part) => ({ variant, part })))
  if (rows.length === 0) return null
  return (
    <TableCard title={t('product.bundle')} note={t('product.bundleNote')}>
      <SimpleTable
        label={t('product.bundle')}
        edge
        rows={rows}
        rowKey={({ variant, part }) => `${variant.id} ${part.variantId}`}
        columns={[
          { key: 'variant', title: t('product.column.variant'), cell: ({ variant }) => variantName(variant) },
          {
            key: 'part',
            title: t('product.column.component'),
            cell: ({ part }) =>
              part.productId === null ? part.title : <Link to={`/app/products/${part.productId}`}>{part.title}</Link>,
          },
          {
            key: 'sku',
            title: t('product.column.sku'),
            cell: ({ part }) => part.sku ?? <NoValue meaning={t('product.noSku')} />,
          },
          {
            key: 'units',
            title: t('product.column.each'),
            numeric: true,
            cell: ({ part }) => format.number(part.units),
          },
        ]}
      />
    </TableCard>
  )
}

export function StockByLocation({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows: StockRow[] = detail.variants.flatMap((variant) =>
    variant.stock.map((level) => ({ ...level, variant: variantName(variant) })),
  )
  const untracked = detail.variants.filter((variant) => variant.item?.tracked === false).length
  if (rows.length === 0) {
    return (
      <TableCard title={t('product.stock')} note={untracked > 0 ? t('products.untracked') : t('product.noStock')}>
        {null}
      </TableCard>
    )
  }
  const quantity = (key: 'available' | 'onHand' | 'committed' | 'incoming' | 'reserved'): SimpleColumn<StockRow> => ({
    key,
    title: t(`product.column.${key}`),
    numeric: true,
    cell: (row) => format.number(row[key]),
  })
  return (
    <TableCard
      title={t('product.stock')}
      {...(untracked > 0 ? { note: t('product.someUntracked', { count: untracked }) } : {})}
    >
      <SimpleTable
        label={t('product.stock')}
        edge
        rows={rows}
        rowKey={(row) => `${row.inventoryItemId}-${row.locationId}`}
        columns={[
          {
            key: 'location',
            title: t('product.column.location'),
            cell: (row) =>
              row.locationActive ? row.locationName : t('product.inactiveLocation', { location: row.locationName }),
          },
          { key: 'variant', title: t('product.column.variant'), cell: (row) => row.variant },
          quantity('available'),
          quantity('onHand'),
          quantity('committed'),
          quantity('incoming'),
          quantity('reserved'),
        ]}
      />
    </TableCard>
  )
}

export function MarketPrices({ detail }: { detail: ProductDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (detail.priceLists.length === 0) return null
  const rows = detail.variants.flatMap((variant) =>
    variant.fixedPrices.map((price) => ({ ...price, variant: variantName(variant), variantId: variant.id })),
  )
  return (
    <TableCard title={t('product.marketPrices')}>
      <BlockStack gap="300">
        <SimpleTable
          label={t('product.priceLists')}
          edge
          rows={detail.priceLists}
          rowKey={(list) => list.id}
          columns={[
            { key: 'list', title: t('product.column.priceList'), cell: (list) => list.name },
            {
              key: 'markets',
              title: t('product.column.markets'),
              cell: (list) => list.markets.map((market) => market.name).join(', '),
            },
            { key: 'currency', title: t('product.column.currency'), cell: (list) => list.currency },
            {
              key: 'adjustment',
              title: t('product.column.adjustment'),
              numeric: true,
              cell: (list) =>
                list.adjustmentBps === null ? (
                  <NoValue meaning={t('product.noAdjustment')} />
                ) : (
                  format.signedPercent(list.adjustmentBps / 10_000)
                ),
            },
          ]}
        />
        {rows.length > 0 && (
          <SimpleTable
            label={t('product.fixedPrices')}
            edge
            rows={rows}
            rowKey={(row) => `${row.priceListId}-${row.variantId}`}
            columns={[
              { key: 'variant', title: t('product.column.variant'), cell: (row) => row.variant },
              { key: 'list', title: t('product.column.priceList'), cell: (row) => row.priceListName },
              {
                key: 'price',
                title: t('product.column.fixedPrice'),
                numeric: true,
                cell: (row) => format.money(row.priceMinor, row.currency),
              },
            ]}
          />
        )}
      </BlockStack>
    </TableCard>
  )
}
