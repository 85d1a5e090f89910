/** The address that a service pushes its news to: to copy, to make anew when it leaked. */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Button, InlineStack, Text, TextField } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceView } from '#app/tools/tracking/sources/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import type { ActionAnswer } from './action-answer.ts'

export function PushAddress({ view, address }: { view: SourceView; address: string }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address)
      toast(t('trackingSources.push.copied'))
    } catch {
      toast(t('trackingSources.push.copyFailed'))
    }
  }
  return (
    <BlockStack gap="200">
      {!view.hasPushSecret && (
        <Banner tone="info">
          <p>{t('trackingSources.push.noSecret')}</p>
        </Banner>
      )}
      <TextField
        label={t('trackingSources.push.address')}
        helpText={t(`trackingSources.push.help.${view.source}`)}
        value={address}
        readOnly
        selectTextOnFocus
        autoComplete="off"
        connectedRight={<Button onClick={() => void copy()}>{t('trackingSources.push.copy')}</Button>}
      />
      <InlineStack gap="200" blockAlign="center">
        <Button
          variant="plain"
          loading={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ intent: 'renew', source: view.source }, { method: 'post' })}
        >
          {t('trackingSources.push.renew')}
        </Button>
        <Text as="span" tone="subdued">
          {t('trackingSources.push.renewWhat')}
        </Text>
      </InlineStack>
    </BlockStack>
  )
}
