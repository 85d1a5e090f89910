/** The way in: costs, rules, the first release. Shown until each has been done once. */
import { BlockStack, Button, Card, Icon, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { CheckCircleIcon, StatusIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'

export interface PricingStep {
  key: 'costs' | 'rules' | 'release'
  done: boolean
  url: string
}

export function PricingGuide({ steps }: { steps: PricingStep[] }) {
  const { t } = useTranslation()
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricing.overview.guideTitle')}
          </Text>
          <Text as="p" tone="subdued" id="pricing-guide-progress">
            {t('pricing.overview.guideProgress', { done, all: steps.length })}
          </Text>
        </BlockStack>
        <ProgressBar
          progress={(100 * done) / steps.length}
          size="small"
          tone="success"
          animated={false}
          ariaLabelledBy="pricing-guide-progress"
        />
        <BlockStack gap="300" as="ol">
          {steps.map((step) => (
            <li key={step.key} className="plain-item">
              <InlineStack gap="200" wrap={false} blockAlign="start">
                <span>
                  <Icon
                    source={step.done ? CheckCircleIcon : StatusIcon}
                    tone={step.done ? 'success' : 'subdued'}
                    accessibilityLabel={t(step.done ? 'pricing.step.done' : 'pricing.step.open')}
                  />
                </span>
                <BlockStack gap="200" inlineAlign="start">
                  <Text as="h3" variant="bodyMd" fontWeight="semibold">
                    {t(`pricing.overview.guide.${step.key}.title`)}
                  </Text>
                  {!step.done && (
                    <Text as="p" tone="subdued">
                      {t(`pricing.overview.guide.${step.key}.what`)}
                    </Text>
                  )}
                  {step === next && (
                    <Button url={step.url} variant="primary">
                      {t(`pricing.overview.guide.${step.key}.action`)}
                    </Button>
                  )}
                </BlockStack>
              </InlineStack>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  )
}
