/**
 * One figure with its comparison and an answer to "why?": what it means and the numbers it was made of.
 * Invariant: every figure states its definition.
 */
import { BlockStack, Box, Button, Card, InlineStack, Popover, Text } from '@shopify/polaris'
import { QuestionCircleIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface StatCardProps {
  label: string
  value: string
  definition: string
  /** the numbers behind it, in order */
  parts: { label: string; value: string }[]
  /** null: nothing to compare with */
  change: { text: string; previous: string; good: boolean | null } | null
}

export function StatCard({ label, value, definition, parts, change }: StatCardProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Card padding="300">
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="center" wrap={false}>
          <Text as="h3" variant="bodyMd" tone="subdued">
            {label}
          </Text>
          <Popover
            active={open}
            onClose={() => setOpen(false)}
            activator={
              <Button
                variant="tertiary"
                size="micro"
                icon={QuestionCircleIcon}
                accessibilityLabel={t('stat.why', { label })}
                onClick={() => setOpen(!open)}
              />
            }
          >
            <Box padding="400" maxWidth="320px">
              <BlockStack gap="300">
                <Text as="h4" variant="headingSm">
                  {label}
                </Text>
                <Text as="p">{definition}</Text>
                <table className="plain-table">
                  <tbody>
                    {parts.map((part) => (
                      <tr key={part.label}>
                        <th scope="row">{part.label}</th>
                        <td className="end">{part.value}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </BlockStack>
            </Box>
          </Popover>
        </InlineStack>
        <Text as="p" variant="headingLg" numeric>
          {value}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {change ? (
            <>
              <Text
                as="span"
                fontWeight="semibold"
                {...(change.good === null ? {} : { tone: change.good ? ('success' as const) : ('caution' as const) })}
              >
                {change.text}
              </Text>{' '}
              {t('stat.previous', { value: change.previous })}
            </>
          ) : (
            t('stat.nothingToCompare')
          )}
        </Text>
      </BlockStack>
    </Card>
  )
}
