/** The setup guide: four short steps, the first two done by the app itself. Can be put away for good. */
import { Form } from '@remix-run/react'
import { BlockStack, Button, Card, Icon, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { CheckCircleIcon, StatusIcon, XIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'

export interface SetupStepView {
  key: 'install' | 'sync' | 'check' | 'settings'
  done: boolean
  /** where the step is done; null while there is nothing to do but wait */
  url: string | null
}

export function SetupGuide({ steps }: { steps: SetupStepView[] }) {
  const { t } = useTranslation()
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" wrap={false} gap="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('setup.title')}
            </Text>
            <Text as="p" tone="subdued" id="setup-progress">
              {t('setup.progress', { done, all: steps.length })}
            </Text>
          </BlockStack>
          <Form method="post">
            <input type="hidden" name="intent" value="dismissSetup" />
            <Button submit variant="tertiary" icon={XIcon} accessibilityLabel={t('setup.dismiss')} />
          </Form>
        </InlineStack>
        <ProgressBar
          progress={(100 * done) / steps.length}
          size="small"
          tone="success"
          animated={false}
          ariaLabelledBy="setup-progress"
        />
        <BlockStack gap="300" as="ul">
          {steps.map((step) => (
            <li key={step.key} className="plain-item">
              <InlineStack gap="200" wrap={false} blockAlign="start">
                <span>
                  <Icon
                    source={step.done ? CheckCircleIcon : StatusIcon}
                    tone={step.done ? 'success' : 'subdued'}
                    accessibilityLabel={t(step.done ? 'setup.done' : 'setup.open')}
                  />
                </span>
                <BlockStack gap="200" inlineAlign="start">
                  <Text as="h3" variant="bodyMd" fontWeight="semibold">
                    {t(`setup.step.${step.key}.title`)}
                  </Text>
                  {step === next && (
                    <>
                      <Text as="p" tone="subdued">
                        {t(`setup.step.${step.key}.what`)}
                      </Text>
                      {step.url && (
                        <Button url={step.url} variant="primary">
                          {t(`setup.step.${step.key}.action`)}
                        </Button>
                      )}
                    </>
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
