/** Whether the lowest prices of 30 days are on the storefront, how the last run went, and how a theme reads them. */
import { useFetcher } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { KEY, NAMESPACE } from '#app/tools/pricing/lowest/schema.ts'
import type { Lowest } from '#app/tools/pricing/lowest/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { WritePermission } from './write-permission.tsx'

export function LowestCard({ lowest: { settings, status, mayWrite } }: { lowest: Lowest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said) toast(said.ok ? t(said.said) : t(`error.${said.code}.what`))
  }, [said, t, toast])
  return (
    <BlockStack gap="300">
      {settings.publish && !mayWrite && <WritePermission />}
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {t('pricingPrices.lowest.title')}
              </Text>
              <Badge {...(settings.publish ? { tone: 'success' as const } : {})}>
                {t(settings.publish ? 'pricingPrices.lowest.on' : 'pricingPrices.lowest.off')}
              </Badge>
            </InlineStack>
            <fetcher.Form method="post">
              <input type="hidden" name="intent" value="lowest" />
              <input type="hidden" name="publish" value={String(!settings.publish)} />
              <Button submit loading={fetcher.state !== 'idle'}>
                {t(settings.publish ? 'pricingPrices.lowest.switchOff' : 'pricingPrices.lowest.switchOn')}
              </Button>
            </fetcher.Form>
          </InlineStack>
          <Text as="p">{t('pricingPrices.lowest.what')}</Text>
          {settings.publish && (
            <>
              <Text as="p" tone="subdued">
                {status.at === null
                  ? t(mayWrite ? 'pricingPrices.lowest.soon' : 'pricingPrices.lowest.waiting')
                  : t('pricingPrices.lowest.done', {
                      at: format.instant(status.at),
                      count: status.published,
                      variants: format.number(status.published),
                      written: format.number(status.written),
                    })}
              </Text>
              {status.refused > 0 && (
                <Text as="p" tone="critical">
                  {t('pricingPrices.lowest.refused', {
                    count: status.refused,
                    variants: format.number(status.refused),
                    said: status.said,
                  })}
                </Text>
              )}
              <Text as="p" tone="subdued">
                {t('pricingPrices.lowest.liquid')}{' '}
                <code>{`variant.metafields['${NAMESPACE}'].${KEY}.value.markets[localization.market.handle].price`}</code>
              </Text>
            </>
          )}
        </BlockStack>
      </Card>
    </BlockStack>
  )
}
