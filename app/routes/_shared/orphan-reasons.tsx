/** Why a fixed price no longer fits, each reason with its numbers, and what the price would be. */
import { BlockStack, List, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Orphan, OrphanReason } from '#app/tools/pricing/prices/orphans.ts'
import { useFormat } from '#app/ui/format.tsx'

export function OrphanReasons({ orphan, currency }: { orphan: Orphan; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = (reason: OrphanReason): string => {
    const share = (bps: number): string => format.signedPercent(bps / 10_000)
    switch (reason.code) {
      case 'base_moved':
        return t('pricingPrices.reason.base_moved', {
          then: format.money(reason.thenMinor, reason.currency),
          now: format.money(reason.nowMinor, reason.currency),
          change: share(reason.changeBps),
        })
      case 'rate_moved':
        return t('pricingPrices.reason.rate_moved', {
          since: format.day(reason.since),
          change: share(reason.changeBps),
        })
      case 'below_floor':
        return t('pricingPrices.reason.below_floor', { floor: format.money(reason.floorMinor, currency) })
      case 'off_list':
        return t('pricingPrices.reason.off_list', {
          share: format.percent(reason.shareBps / 10_000),
          usual: format.percent(reason.medianBps / 10_000),
        })
      case 'no_rate':
        return reason.lastDay === null
          ? t('pricingPrices.reason.no_rate', { currency: reason.currency })
          : t('pricingPrices.reason.rate_ended', { currency: reason.currency, day: format.day(reason.lastDay) })
    }
  }
  return (
    <BlockStack gap="200">
      <Text as="h4" variant="headingSm" tone="caution">
        {t('pricingPrices.orphanTitle')}
      </Text>
      <Text as="p">{t('pricingPrices.fixedSince', { at: format.instant(orphan.fixedSince) })}</Text>
      <List>
        {orphan.reasons.map((reason) => (
          <List.Item key={reason.code}>{say(reason)}</List.Item>
        ))}
      </List>
      {orphan.followsMinor !== null && (
        <Text as="p">
          {t('pricingPrices.wouldBe', {
            now: format.money(orphan.fixedMinor, currency),
            would: format.money(orphan.followsMinor, currency),
          })}
        </Text>
      )}
    </BlockStack>
  )
}
