/** The order as a file for the supplier: a sheet in the supplier's own columns. In: the order. Out: buttons that save it, in a chosen language. */
import { BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LOCALES } from '#app/i18n/locales.ts'
import { MAILED_STATES } from '#app/tools/reorder/purchase-orders/mail/schema.ts'
import { PAPER_FORMATS } from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import type { OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'

export function PurchasePapers({ detail: { order, supplier, lines } }: { detail: OrderDetail }) {
  const { t } = useTranslation()
  const [language, setLanguage] = useState<string>(supplier.card.language)
  if (lines.length === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderOrders.papers.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t(supplier.card.columns.length > 0 ? 'reorderOrders.papers.theirs' : 'reorderOrders.papers.usual')}
        </Text>
        <Select
          label={t('reorderOrders.papers.language')}
          options={LOCALES.map((locale) => ({ value: locale, label: t(`reorderOrders.papers.locale.${locale}`) }))}
          value={language}
          onChange={setLanguage}
        />
        <InlineStack gap="200">
          {PAPER_FORMATS.map((format) => (
            <DownloadButton
              key={format}
              url={`/app/reorder/orders/${order.id}/export/${format}?${new URLSearchParams({ locale: language })}`}
              label={t(`reorderOrders.papers.format.${format}`)}
              failed={t('reorderOrders.papers.failed')}
            />
          ))}
        </InlineStack>
        {MAILED_STATES.some((state) => state === order.state) && (
          <InlineStack>
            <Button url={`/app/reorder/orders/${order.id}/mail`}>{t('reorderMail.open')}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}
