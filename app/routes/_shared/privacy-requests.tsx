/** Requests to export or erase data: when they came, when they are due, when they were done; exports can be downloaded. */
import { BlockStack, Button, Card, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrivacyRequestView } from '#app/sync/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'

export function PrivacyRequestsCard({ requests }: { requests: PrivacyRequestView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync.privacy.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(requests.length === 0 ? 'sync.privacy.none' : 'sync.privacy.what')}
          </Text>
        </BlockStack>
        {requests.length > 0 && (
          <SimpleTable
            label={t('sync.privacy.title')}
            rows={requests}
            rowKey={(request) => request.id}
            columns={[
              { key: 'kind', title: t('sync.privacy.kind'), cell: (request) => t(`sync.privacy.${request.kind}`) },
              {
                key: 'received',
                title: t('sync.privacy.received'),
                nowrap: true,
                cell: (request) => format.instant(request.receivedAt),
              },
              {
                key: 'due',
                title: t('sync.privacy.due'),
                nowrap: true,
                cell: (request) => format.instant(request.dueAt),
              },
              {
                key: 'completed',
                title: t('sync.privacy.completed'),
                nowrap: true,
                cell: (request) =>
                  request.completedAt ? format.instant(request.completedAt) : t('sync.privacy.pending'),
              },
              {
                key: 'file',
                title: t('sync.privacy.file'),
                cell: (request) => (request.downloadable ? <DownloadExport id={request.id} /> : ''),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  )
}

/** A plain link would arrive without the session token; App Bridge adds it to fetch. */
function DownloadExport({ id }: { id: string }) {
  const { t } = useTranslation()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const response = await fetch(`/app/sync/export/${encodeURIComponent(id)}`)
      if (!response.ok) throw new Error(`status ${response.status}`)
      const url = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = url
      link.download = `customer-data-${id}.json`
      link.click()
      URL.revokeObjectURL(url)
    } catch {
      toast(t('sync.privacy.exportFailed'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button loading={busy} onClick={() => void download()}>
      {t('sync.privacy.export')}
    </Button>
  )
}
