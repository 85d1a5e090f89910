/**
 * The public address of the app. In: a visit from outside, or from Shopify with `?shop=`. Out: what this is and how to open it;
 * a visit with a shop goes on into the app. Invariant: shows nothing of any shop.
 */
import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { BlockStack, Card, Layout, List, Page, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { PolarisFrame } from '#app/ui/polaris-frame.tsx'

export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url)
  return searchParams.has('shop') ? redirect(`/app${search}`) : null
}

export default function Landing() {
  const { t } = useTranslation()
  return (
    <PolarisFrame>
      <main>
        <Page title="Tradewind" narrowWidth>
          <Layout>
            <Layout.Section>
              <Card>
                <BlockStack gap="400">
                  <Text as="p" variant="bodyLg">
                    {t('landing.what')}
                  </Text>
                  <Text as="h2" variant="headingMd">
                    {t('landing.openTitle')}
                  </Text>
                  <List type="number">
                    <List.Item>{t('landing.open1')}</List.Item>
                    <List.Item>{t('landing.open2')}</List.Item>
                    <List.Item>{t('landing.open3')}</List.Item>
                  </List>
                  <Text as="p" tone="subdued">
                    {t('landing.privacy')}
                  </Text>
                </BlockStack>
              </Card>
            </Layout.Section>
          </Layout>
        </Page>
      </main>
    </PolarisFrame>
  )
}
