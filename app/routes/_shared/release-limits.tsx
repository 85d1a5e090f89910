/** The limits at which a preview asks: they belong to the shop, not to one release, and count from the next preview. */
import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, Collapsible, InlineGrid, InlineStack, Text, TextField } from '@shopify/polaris'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GuardSettings } from '#app/tools/pricing/releases/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import type { ActionAnswer } from './action-answer.ts'
import { useFieldError } from './release-words.tsx'

export function ReleaseLimits({ settings }: { settings: GuardSettings }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const fieldError = useFieldError(fetcher.data)
  const id = useId()
  const [open, setOpen] = useState(false)
  const [share, setShare] = useState(String(settings.blastShareBps / 100))
  const [fall, setFall] = useState(String(settings.blastFallBps / 100))
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('pricingReleases.guard.limitsTitle')}
          </Text>
          <Button
            disclosure={open ? 'up' : 'down'}
            ariaExpanded={open}
            ariaControls={id}
            onClick={() => setOpen(!open)}
          >
            {t('pricingReleases.guard.limits')}
          </Button>
        </InlineStack>
        <Collapsible id={id} open={open}>
          <fetcher.Form method="post" action="/app/pricing/releases?index" noValidate>
            <input type="hidden" name="intent" value="saveLimits" />
            <BlockStack gap="300">
              <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
                <TextField
                  name="share"
                  type="text"
                  inputMode="decimal"
                  suffix="%"
                  label={t('pricingReleases.guard.limitsShare')}
                  value={share}
                  onChange={setShare}
                  autoComplete="off"
                  error={fieldError('share')}
                />
                <TextField
                  name="fall"
                  type="text"
                  inputMode="decimal"
                  suffix="%"
                  label={t('pricingReleases.guard.limitsFall')}
                  value={fall}
                  onChange={setFall}
                  autoComplete="off"
                  error={fieldError('fall')}
                />
              </InlineGrid>
              <Text as="p" tone="subdued">
                {t('pricingReleases.guard.limitsHelp')}
              </Text>
              <InlineStack>
                <Button submit loading={fetcher.state !== 'idle'}>
                  {t('pricingReleases.guard.limitsSave')}
                </Button>
              </InlineStack>
            </BlockStack>
          </fetcher.Form>
        </Collapsible>
      </BlockStack>
    </Card>
  )
}
