/** Tracking events from a file: choose it, see what it would change and what is wrong in it, import it once, take it back. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, Checkbox, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { LineProblem } from '#app/sheets/types.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { phraseFor } from '#app/tools/tracking/checkpoints/phrases.ts'
import { UPLOAD_PROBLEMS, type UploadPreview } from '#app/tools/tracking/event-upload/schema.ts'
import {
  importUpload,
  pastUploads,
  previewUpload,
  undoUpload,
} from '#app/tools/tracking/event-upload/service.server.ts'
import type { Meaning } from '#app/tools/tracking/status/model.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { EarlierImports } from './_shared/earlier-imports.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ timezone: shop.timezone, uploads: await pastUploads(shop) }))
}

/** made by the page, so that a form sent twice is one import */
const UploadId = z.uuid()

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  let preview: UploadPreview | null = null
  const said = await act(async () => {
    const form = await readUpload(request)
    const asOf = new Date().toISOString()
    const intent = form.get('intent')
    if (intent === 'undo') {
      await undoUpload(shop, UploadId.parse(form.get('import')), asOf)
      return 'trackingUpload.said.undone'
    }
    if (intent !== 'import') {
      preview = await previewUpload(shop, form.get('file'), asOf)
      return 'trackingUpload.said.previewed'
    }
    preview = await importUpload(
      shop,
      {
        id: UploadId.parse(form.get('import')),
        file: form.get('file'),
        leaveOut: form.get('leaveOut') === 'true',
      },
      asOf,
    )
    return 'trackingUpload.said.imported'
  })
  return data({ ...said.data, preview: preview as UploadPreview | null }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function UploadEvents() {
  const { timezone, uploads } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const sheet = useSheetImport<UploadPreview>('trackingUpload.said.imported')
  return (
    <PageFrame
      title={t('trackingUpload.title')}
      back={{ content: t('trackingSources.title'), url: '/app/tracking/sources' }}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="p">{t('trackingUpload.what')}</Text>
              <Text as="p" tone="subdued">
                {t('trackingUpload.time', { timezone })}
              </Text>
            </BlockStack>
            <InlineStack gap="200">
              {(['Csv', 'Xlsx'] as const).map((kind) => (
                <DownloadButton
                  key={kind}
                  url={`/app/tracking/sources/template/${kind.toLowerCase()}`}
                  label={t(`trackingUpload.template${kind}`)}
                  failed={t('trackingUpload.templateFailed')}
                />
              ))}
            </InlineStack>
            <FileDrop sheet={sheet} label={t('trackingUpload.drop')} hint={t('trackingUpload.hint')} />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('trackingUpload.failed')}>
          {sheet.preview && (
            <Banner tone="success" title={t('trackingUpload.done')}>
              <p>
                {t('trackingUpload.doneWhat', {
                  events: format.number(sheet.preview.fresh),
                  known: format.number(sheet.preview.ready - sheet.preview.fresh),
                })}
              </p>
            </Banner>
          )}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <Preview key={sheet.importId} preview={sheet.preview} busy={sheet.busy} onImport={sheet.importNow} />
        )}
        <EarlierImports
          imports={uploads}
          counted={{
            title: t('trackingUpload.events'),
            numeric: true,
            cell: ({ counts }) => format.number(counts.events),
          }}
        />
      </BlockStack>
    </PageFrame>
  )
}

interface PreviewProps {
  preview: UploadPreview
  busy: boolean
  onImport: (fields: Record<string, string>) => void
}

function Preview({ preview, busy, onImport }: PreviewProps) {
  const [leaveOut, setLeaveOut] = useState(false)
  const { t } = useTranslation()
  const format = useFormat()
  const words = ({ code }: LineProblem): string | undefined => {
    const own = UPLOAD_PROBLEMS.find((known) => known === code)
    return own === undefined ? undefined : t(`trackingUpload.problem.${own}`)
  }
  const problemLines = new Set(preview.problems.map(({ line }) => line)).size
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('trackingUpload.previewTitle')}
        </Text>
        <ColumnsBanner advice={preview} title={t('trackingUpload.columnsWrong')} />
        {fits && (
          <>
            <Text as="p">
              {t('trackingUpload.ready', {
                count: preview.ready,
                events: format.number(preview.ready),
                fresh: format.number(preview.fresh),
                parcels: format.number(preview.parcels),
              })}
            </Text>
            {preview.examples.length > 0 && <Examples preview={preview} />}
            {preview.problems.length > 0 && <SheetProblems problems={preview.problems} words={words} />}
            {problemLines > 0 && preview.ready > 0 && (
              <Checkbox
                label={t('trackingUpload.leaveOut', { count: problemLines, lines: format.number(problemLines) })}
                checked={leaveOut}
                onChange={setLeaveOut}
              />
            )}
            <InlineStack>
              <Button
                variant="primary"
                loading={busy}
                disabled={preview.ready === 0 || (problemLines > 0 && !leaveOut)}
                onClick={() => onImport({ leaveOut: String(leaveOut) })}
              >
                {t('trackingUpload.confirm', { count: preview.fresh, events: format.number(preview.fresh) })}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}

function Examples({ preview }: { preview: UploadPreview }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const phrase = (meaning: Meaning | null) =>
    meaning === null ? <NoValue meaning={t('trackingUpload.nothing')} /> : phraseFor(meaning, i18n.language).text
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('trackingUpload.examples')}
      </Text>
      <SimpleTable
        label={t('trackingUpload.examples')}
        rows={preview.examples}
        rowKey={({ number, orderName }) => `${number} ${orderName}`}
        columns={[
          {
            key: 'number',
            title: t('trackingUpload.number'),
            cell: ({ number }) => <span className="wrap-anywhere">{number}</span>,
          },
          {
            key: 'order',
            title: t('trackingUpload.order'),
            nowrap: true,
            cell: ({ orderName }) => orderName ?? <NoValue meaning={t('trackingUpload.nothing')} />,
          },
          {
            key: 'events',
            title: t('trackingUpload.events'),
            numeric: true,
            cell: ({ events }) => format.number(events),
          },
          { key: 'before', title: t('trackingUpload.before'), cell: ({ before }) => phrase(before) },
          { key: 'after', title: t('trackingUpload.after'), cell: ({ after }) => phrase(after) },
        ]}
      />
    </BlockStack>
  )
}
