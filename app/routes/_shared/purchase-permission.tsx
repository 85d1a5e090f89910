/** Goods can be received without it, but Shopify's stock cannot be changed: says that the permission is missing and asks for it. */
import { Form, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Button, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'

export function StockPermission() {
  const { t } = useTranslation()
  const asking = useNavigation().formAction?.startsWith('/app/settings') ?? false
  return (
    <Banner tone="warning" title={t('reorderOrders.permission.title')}>
      <BlockStack gap="300">
        <Text as="p">{t('reorderOrders.permission.what')}</Text>
        <Form method="post" action="/app/settings">
          <input type="hidden" name="intent" value="requestScopes" />
          <InlineStack>
            <Button submit loading={asking}>
              {t('reorderOrders.permission.ask')}
            </Button>
          </InlineStack>
        </Form>
      </BlockStack>
    </Banner>
  )
}
