/** What stands in for a page while the next one loads: its outline, so that nothing jumps when it arrives. */
import {
  BlockStack,
  Box,
  Card,
  InlineGrid,
  SkeletonBodyText,
  SkeletonDisplayText,
  SkeletonPage,
} from '@shopify/polaris'
import { useTranslation } from 'react-i18next'

export function ListSkeleton({ title }: { title: string }) {
  return (
    <SkeletonPage title={title} fullWidth>
      <Card>
        <BlockStack gap="500">
          {Array.from({ length: 8 }, (_, index) => (
            <SkeletonBodyText key={index} lines={2} />
          ))}
        </BlockStack>
      </Card>
    </SkeletonPage>
  )
}

export function DetailSkeleton() {
  const { t } = useTranslation()
  return (
    <SkeletonPage backAction title={t('app.loading')}>
      <BlockStack gap="400">
        {Array.from({ length: 3 }, (_, index) => (
          <Card key={index}>
            <SkeletonDisplayText size="small" />
            <Box paddingBlockStart="400">
              <SkeletonBodyText lines={4} />
            </Box>
          </Card>
        ))}
      </BlockStack>
    </SkeletonPage>
  )
}

export function OverviewSkeleton({ title }: { title: string }) {
  return (
    <SkeletonPage title={title} fullWidth>
      <BlockStack gap="400">
        <InlineGrid columns={{ xs: 2, md: 3 }} gap="400">
          {Array.from({ length: 6 }, (_, index) => (
            <Card key={index}>
              <SkeletonBodyText lines={3} />
            </Card>
          ))}
        </InlineGrid>
        <Card>
          <Box minHeight="260px">
            <SkeletonDisplayText size="small" />
          </Box>
        </Card>
      </BlockStack>
    </SkeletonPage>
  )
}
