/**
 * Prices can be planned without it, but not written: says that the permission is missing and asks for it.
 * The settings page makes the request, because it knows every permission that is not granted yet.
 */
import { Form, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Button, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'

export function WritePermission() {
  const { t } = useTranslation()
  const asking = useNavigation().formAction?.startsWith('/app/settings') ?? false
  return (
    <Banner tone="warning" title={t('pricing.permission.title')}>
      <BlockStack gap="300">
        <Text as="p">{t('pricing.permission.what')}</Text>
        <Form method="post" action="/app/settings">
          <input type="hidden" name="intent" value="requestScopes" />
          <InlineStack>
            <Button submit loading={asking}>
              {t('pricing.permission.ask')}
            </Button>
          </InlineStack>
        </Form>
      </BlockStack>
    </Banner>
  )
}
