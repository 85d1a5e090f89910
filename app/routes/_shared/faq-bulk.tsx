/**
 * What can be done to the chosen answers. In: how many are chosen, where they could go. Out: the wish. Invariant: always there, so that choosing moves
 * nothing; taking away is asked about first, and can be taken back after.
 */
import { Box, Button, Checkbox, InlineStack, Modal, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeKind } from '#app/tools/faq/listing/schema.ts'
import { useFormat } from '#app/ui/format.tsx'

interface FaqBulkProps {
  count: number
  all: boolean
  busy: boolean
  categories: readonly { id: string; title: string }[]
  onAll: (on: boolean) => void
  onChange: (kind: ChangeKind, categoryId: string | null) => void
}

export function FaqBulk({ count, all, busy, categories, onAll, onChange }: FaqBulkProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [asking, setAsking] = useState<'move' | 'delete' | null>(null)
  const [categoryId, setCategoryId] = useState(categories[0]?.id ?? '')
  const disabled = count === 0 || busy
  const close = (): void => setAsking(null)
  return (
    <Box padding="300" paddingInline="400" borderBlockEndWidth="025" borderColor="border-secondary">
      <InlineStack gap="200" blockAlign="center" align="space-between">
        <Checkbox
          label={count === 0 ? t('faq.bulk.all') : t('faq.bulk.chosen', { count, number: format.number(count) })}
          checked={all ? true : count > 0 ? 'indeterminate' : false}
          onChange={onAll}
        />
        <InlineStack gap="200">
          <Button size="slim" disabled={disabled} onClick={() => onChange('publish', null)}>
            {t('faq.bulk.publish')}
          </Button>
          <Button size="slim" disabled={disabled} onClick={() => onChange('unpublish', null)}>
            {t('faq.bulk.unpublish')}
          </Button>
          <Button size="slim" disabled={disabled || categories.length < 2} onClick={() => setAsking('move')}>
            {t('faq.bulk.move')}
          </Button>
          <Button size="slim" tone="critical" disabled={disabled} onClick={() => setAsking('delete')}>
            {t('faq.bulk.delete')}
          </Button>
        </InlineStack>
      </InlineStack>
      <Modal
        open={asking === 'move'}
        onClose={close}
        title={t('faq.bulk.moveTitle', { count, number: format.number(count) })}
        primaryAction={{
          content: t('faq.bulk.moveNow'),
          onAction: () => {
            close()
            onChange('move', categoryId)
          },
        }}
        secondaryActions={[{ content: t('faq.cancel'), onAction: close }]}
      >
        <Modal.Section>
          <Select
            label={t('faq.bulk.moveTo')}
            options={categories.map(({ id, title }) => ({ value: id, label: title }))}
            value={categoryId}
            onChange={setCategoryId}
          />
        </Modal.Section>
      </Modal>
      <Modal
        open={asking === 'delete'}
        onClose={close}
        title={t('faq.bulk.deleteTitle', { count, number: format.number(count) })}
        primaryAction={{
          content: t('faq.bulk.deleteNow'),
          destructive: true,
          onAction: () => {
            close()
            onChange('delete', null)
          },
        }}
        secondaryActions={[{ content: t('faq.cancel'), onAction: close }]}
      >
        <Modal.Section>
          <Text as="p">{t('faq.bulk.deleteWhat')}</Text>
        </Modal.Section>
      </Modal>
    </Box>
  )
}
