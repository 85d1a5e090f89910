/** How much of a service's quota is used: a bar with its numbers, and a banner at 80 and at 100 %. */
import { Banner, BlockStack, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { SourceView } from '#app/tools/tracking/sources/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useSourceName } from './tracking-source-name.ts'

export function QuotaBanner({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const nameOf = useSourceName()
  const format = useFormat()
  const { quota, source, state } = view
  if (state !== 'connected' || quota === null || quota.warn === 0) return null
  const words = {
    source: nameOf(source),
    used: format.number(quota.used),
    total: format.number(quota.total ?? 0),
  }
  return (
    <Banner
      tone={quota.warn === 100 ? 'critical' : 'warning'}
      title={t(`trackingSources.quota.title${quota.warn}`, words)}
    >
      <p>{t(`trackingSources.quota.what${quota.warn}`, words)}</p>
    </Banner>
  )
}

export function QuotaBar({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { quota, source } = view
  if (quota === null) return null
  const { used, total, warn, seenAt } = quota
  const text =
    total === null
      ? t('trackingSources.quota.counted', { used: format.number(used) })
      : t('trackingSources.quota.of', { used: format.number(used), total: format.number(total) })
  return (
    <BlockStack gap="100">
      <Text as="p">{text}</Text>
      {total !== null && (
        <ProgressBar
          progress={Math.min(100, total === 0 ? 100 : (100 * used) / total)}
          size="small"
          tone={warn === 100 ? 'critical' : 'primary'}
          ariaLabelledBy={`quota-${source}`}
          animated={false}
        />
      )}
      <Text as="p" tone="subdued" id={`quota-${source}`}>
        {t(source === 'aftership' ? 'trackingSources.quota.month' : 'trackingSources.quota.seen', {
          when: format.instant(seenAt),
        })}
      </Text>
    </BlockStack>
  )
}
