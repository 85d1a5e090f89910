/** What the merchant's own endpoint is asked, and what it should answer: for the person who programs it. */
import { BlockStack, Button, Collapsible, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PARCEL_STATUSES } from '#app/tools/tracking/status/model.ts'

const QUESTION = { numbers: [{ number: 'RR123456785CN', carrier: 'china_post', country: 'DE' }] }
const ANSWER = {
  parcels: [
    {
      number: 'RR123456785CN',
      events: [
        {
          at: '2026-11-20T10:30:00+08:00',
          status: 'in_transit',
          detail: 'departed_origin',
          text: 'Departed from sorting centre',
          country: 'CN',
          city: 'Shenzhen',
          leg: 'origin',
        },
      ],
      lastMile: { carrier: 'DHL Paket', number: '00340434161094042557' },
    },
  ],
}

export function EndpointGuide() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <BlockStack gap="300">
      <InlineStack>
        <Button
          variant="plain"
          disclosure={open ? 'up' : 'down'}
          ariaExpanded={open}
          ariaControls="endpoint-guide"
          onClick={() => setOpen(!open)}
        >
          {t('trackingSources.guide.title')}
        </Button>
      </InlineStack>
      <Collapsible id="endpoint-guide" open={open} transition={false}>
        <BlockStack gap="300">
          <Text as="p">{t('trackingSources.guide.asked')}</Text>
          <Example label={t('trackingSources.guide.question')} value={QUESTION} />
          <Text as="p">{t('trackingSources.guide.answered')}</Text>
          <Example label={t('trackingSources.guide.answer')} value={ANSWER} />
          <Text as="p">{t('trackingSources.guide.status', { statuses: PARCEL_STATUSES.join(', ') })}</Text>
          <Text as="p">{t('trackingSources.guide.limits')}</Text>
        </BlockStack>
      </Collapsible>
    </BlockStack>
  )
}

function Example({ label, value }: { label: string; value: object }) {
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {label}
      </Text>
      <pre className="scroll-x code-block" tabIndex={0} role="region" aria-label={label}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </BlockStack>
  )
}
