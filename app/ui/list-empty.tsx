/** A list without rows: because there is nothing yet, or because nothing matches. */
import { BlockStack, Box, Button, Text } from '@shopify/polaris'

interface ListEmptyProps {
  title: string
  advice: string
  action?: { content: string; url: string }
}

export function ListEmpty({ title, advice, action }: ListEmptyProps) {
  return (
    <Box padding="1000">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {title}
        </Text>
        <Text as="p" tone="subdued" alignment="center">
          {advice}
        </Text>
        {action && (
          <Box paddingBlockStart="200">
            <Button url={action.url}>{action.content}</Button>
          </Box>
        )}
      </BlockStack>
    </Box>
  )
}
