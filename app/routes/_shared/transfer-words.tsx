/** How transfers speak: states as badges, ways in words, what was refused, the missing permission. Invariant: every code has a sentence. */
import { Form, useNavigation } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, InlineStack, Text, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { TransferRow, Way } from '#app/tools/reorder/transfers/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'

type Tone = NonNullable<BadgeProps['tone']>
const TONES: Partial<Record<TransferRow['state'], Tone>> = {
  planned: 'info',
  failed: 'critical',
  READY_TO_SHIP: 'attention',
  IN_PROGRESS: 'info',
  TRANSFERRED: 'success',
}

export function TransferBadge({ state }: { state: TransferRow['state'] }) {
  const { t } = useTranslation()
  const tone = TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`reorderTransfers.state.${state}`)}</Badge>
}

/** One way: its days and what it adds in cost, or what is not known of it. */
export function WayText({ way, isBest }: { way: Way | undefined; isBest: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!way || (way.days === null && way.costMinor === null))
    return (
      <Text as="span" tone="subdued">
        {t('reorderTransfers.way.unknown')}
      </Text>
    )
  const days =
    way.days === null
      ? t('reorderTransfers.way.noDays')
      : t('reorderPlan.days', { count: way.days, number: format.number(way.days) })
  return (
    <BlockStack>
      <Text as="span" {...(isBest ? { fontWeight: 'semibold' as const } : {})}>
        {way.costMinor === null ? t('reorderTransfers.way.noCost') : format.money(way.costMinor)} · {days}
      </Text>
      {way.outlayMinor !== null && (
        <Text as="span" tone="subdued" variant="bodySm">
          {t('reorderTransfers.way.outlay', { amount: format.money(way.outlayMinor) })}
        </Text>
      )}
      {isBest && (
        <InlineStack>
          <Badge tone="success">{t('reorderTransfers.way.best')}</Badge>
        </InlineStack>
      )}
    </BlockStack>
  )
}

/** What was refused as a whole, with what to do. */
export function useTransferRefusal(): (answer: ActionAnswer & { ok: false }) => { title: string; advice: string } {
  const { t, i18n } = useTranslation()
  return ({ code, fields }) => {
    const refused = fields.find(({ message }) => i18n.exists(`reorderTransfers.error.${message}`))
    if (refused) return { title: t('reorderTransfers.refused'), advice: t(`reorderTransfers.error.${refused.message}`) }
    const key = i18n.exists(`error.${code}.what`) ? code : 'unexpected'
    return { title: t(`error.${key}.what`), advice: t(`error.${key}.advice`) }
  }
}

export function TransferPermission() {
  const { t } = useTranslation()
  const asking = useNavigation().formAction?.startsWith('/app/settings') ?? false
  return (
    <Banner tone="warning" title={t('reorderTransfers.permission.title')}>
      <BlockStack gap="300">
        <Text as="p">{t('reorderTransfers.permission.what')}</Text>
        <Form method="post" action="/app/settings">
          <input type="hidden" name="intent" value="requestScopes" />
          <InlineStack>
            <Button submit loading={asking}>
              {t('reorderTransfers.permission.ask')}
            </Button>
          </InlineStack>
        </Form>
      </BlockStack>
    </Banner>
  )
}
