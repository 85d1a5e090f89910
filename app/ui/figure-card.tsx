/** One count with an answer to "what is that?". The smaller sibling of stat-card.tsx, for figures that are not compared with a period. */
import { BlockStack, Box, Button, Card, InlineStack, Popover, Text } from '@shopify/polaris'
import { QuestionCircleIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface FigureCardProps {
  label: string
  value: string
  definition: string
  note: string
}

export function FigureCard({ label, value, definition, note }: FigureCardProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Card padding="300">
      <BlockStack gap="050">
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
              <Text as="p">{definition}</Text>
            </Box>
          </Popover>
        </InlineStack>
        <Text as="p" variant="headingLg" numeric>
          {value}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {note}
        </Text>
      </BlockStack>
    </Card>
  )
}
