/** Files on an order: a place to drop one, the list, and a way back from taking one off. In: the files. Out: a card that asks by itself. */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, DropZone, InlineStack, Spinner, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  FILE_ENDINGS,
  FILE_REFUSALS,
  MOST_BYTES,
  MOST_FILES,
  type Attachment,
} from '#app/tools/reorder/purchase-orders/attachments/schema.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'

const LIMITS = { most: String(MOST_FILES), size: String(MOST_BYTES / 1024 / 1024) }

export function OrderFiles({ orderId, files }: { orderId: string; files: Attachment[] }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const [adding, setAdding] = useState('')
  const [removed, setRemoved] = useState<Pick<Attachment, 'id' | 'name'> | null>(null)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const refusal = useRefusal()
  const send = (fields: Record<string, string | File>): void => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    fetcher.submit(form, {
      method: 'post',
      action: `/app/reorder/orders/${orderId}/files`,
      encType: 'multipart/form-data',
    })
  }
  const add = (file: File | undefined): void => {
    if (!file) return
    setAdding(file.name)
    setRemoved(null)
    send({ intent: 'add', fileId: crypto.randomUUID(), file })
  }
  const isOff = removed !== null && !files.some(({ id }) => id === removed.id)
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderFiles.title')}
        </Text>
        <div>
          <Text as="p" tone="subdued">
            {t('reorderFiles.what', LIMITS)}
          </Text>
          <div aria-live="polite">
            {said?.ok === false && (
              <Box paddingBlockStart="300">
                <Banner tone="critical" title={t('reorderFiles.failed')}>
                  <p>{refusal(said)}</p>
                </Banner>
              </Box>
            )}
            {isOff && !busy && (
              <Box paddingBlockStart="300">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span" breakWord>
                    {t('reorderFiles.removed', { file: removed.name })}
                  </Text>
                  <Button
                    size="slim"
                    onClick={() => {
                      send({ intent: 'restore', fileId: removed.id })
                      setRemoved(null)
                    }}
                  >
                    {t('reorderFiles.undo')}
                  </Button>
                </InlineStack>
              </Box>
            )}
            {busy && fetcher.formData?.get('intent') === 'add' && (
              <Box paddingBlockStart="300">
                <InlineStack gap="200" blockAlign="center">
                  <Spinner size="small" />
                  <Text as="span" breakWord>
                    {t('reorderFiles.adding', { file: adding })}
                  </Text>
                </InlineStack>
              </Box>
            )}
          </div>
        </div>
        {files.length > 0 && (
          <BlockStack gap="300" as="ul">
            {files.map((file) => (
              <li key={file.id} className="plain-item">
                <OneFile
                  file={file}
                  orderId={orderId}
                  busy={busy}
                  onRemove={() => {
                    setRemoved(file)
                    send({ intent: 'remove', fileId: file.id })
                  }}
                />
              </li>
            ))}
          </BlockStack>
        )}
        <div className="file-drop">
          <DropZone
            label={t('reorderFiles.add')}
            labelHidden
            accept={FILE_ENDINGS.map((ending) => `.${ending}`).join(',')}
            allowMultiple={false}
            disabled={busy || files.length >= MOST_FILES}
            onDrop={(dropped) => add(dropped[0])}
          >
            <DropZone.FileUpload actionTitle={t('reorderFiles.add')} actionHint={t('reorderFiles.hint')} />
          </DropZone>
        </div>
      </BlockStack>
    </Card>
  )
}

interface OneFileProps {
  file: Attachment
  orderId: string
  busy: boolean
  onRemove: () => void
}

function OneFile({ file, orderId, busy, onRemove }: OneFileProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <BlockStack gap="100">
      <Text as="p" breakWord>
        {file.name}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {t('reorderFiles.sizeAt', { size: format.fileSize(file.sizeBytes), at: format.instant(file.at) })}
      </Text>
      <InlineStack gap="200">
        <DownloadButton
          url={`/app/reorder/orders/${orderId}/files/${file.id}`}
          label={t('reorderFiles.save')}
          accessibilityLabel={t('reorderFiles.saveNamed', { file: file.name })}
          failed={t('reorderFiles.saveFailed')}
        />
        <Button
          disabled={busy}
          accessibilityLabel={t('reorderFiles.removeNamed', { file: file.name })}
          onClick={onRemove}
        >
          {t('reorderFiles.remove')}
        </Button>
      </InlineStack>
    </BlockStack>
  )
}

function useRefusal(): (answer: ActionAnswer & { ok: false }) => string {
  const { t } = useTranslation()
  return ({ code, fields }) => {
    const why = FILE_REFUSALS.find((known) => fields.some((field) => field.code === known))
    if (why) return t(`reorderFiles.refused.${why}`, LIMITS)
    return t(code === 'not_found' ? 'reorderFiles.refused.gone' : 'error.unexpected.advice')
  }
}
