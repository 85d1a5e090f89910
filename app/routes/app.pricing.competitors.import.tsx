/** Importing competitor prices: choose a file, see what it would do and what is wrong in it, then import it whole. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, Checkbox, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LineProblem } from '#app/sheets/types.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { OBSERVATION_PROBLEMS } from '#app/tools/pricing/observations/schema.ts'
import {
  importObservations,
  previewImport,
  type ImportPreview,
} from '#app/tools/pricing/observations/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { act } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return { timezone: shop.timezone }
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  let preview: ImportPreview | null = null
  const said = await act(async () => {
    const form = await readUpload(request)
    const asOf = new Date().toISOString()
    if (form.get('intent') !== 'import') {
      preview = await previewImport(shop, form.get('file'), asOf)
      return 'pricingCompetitors.said.previewed'
    }
    preview = await importObservations(shop, form.get('file'), { leaveOut: form.get('leaveOut') === 'true' }, asOf)
    return 'pricingCompetitors.said.imported'
  })
  return data({ ...said.data, preview: preview as ImportPreview | null }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ImportCompetitors() {
  const { timezone } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const sheet = useSheetImport<ImportPreview>('pricingCompetitors.said.imported')
  return (
    <PageFrame
      title={t('pricingCompetitors.import.title')}
      back={{ content: t('pricingCompetitors.import.back'), url: '/app/pricing/competitors' }}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="p">{t('pricingCompetitors.import.what')}</Text>
              <Text as="p" tone="subdued">
                {t('pricingCompetitors.import.time', { timezone })}
              </Text>
            </BlockStack>
            <InlineStack gap="200">
              {(['Csv', 'Xlsx'] as const).map((kind) => (
                <DownloadButton
                  key={kind}
                  url={`/app/pricing/competitors/template/${kind.toLowerCase()}`}
                  label={t(`pricingCompetitors.import.template${kind}`)}
                  failed={t('pricingCompetitors.import.templateFailed')}
                />
              ))}
            </InlineStack>
            <FileDrop
              sheet={sheet}
              label={t('pricingCompetitors.import.drop')}
              hint={t('pricingCompetitors.import.hint')}
            />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('pricingCompetitors.import.failed')}>
          {sheet.preview && <Done preview={sheet.preview} />}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <Preview key={sheet.importId} preview={sheet.preview} busy={sheet.busy} onImport={sheet.importNow} />
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Done({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { standing } = preview
  return (
    <Banner
      tone="success"
      title={t('pricingCompetitors.import.done')}
      action={{ content: t('pricingCompetitors.import.see'), url: '/app/pricing/competitors' }}
    >
      <p>
        {t('pricingCompetitors.import.doneWhat', {
          new: format.number(standing.new),
          changed: format.number(standing.changed),
          same: format.number(standing.same),
        })}
      </p>
    </Banner>
  )
}

interface PreviewProps {
  preview: ImportPreview
  busy: boolean
  onImport: (fields: Record<string, string>) => void
}

function Preview({ preview, busy, onImport }: PreviewProps) {
  const [leaveOut, setLeaveOut] = useState(false)
  const { t } = useTranslation()
  const format = useFormat()
  const words = useProblemWords()
  const problemLines = new Set(preview.problems.map(({ line }) => line)).size
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('pricingCompetitors.import.previewTitle')}
        </Text>
        <ColumnsBanner advice={preview} title={t('pricingCompetitors.import.columnsWrong')} />
        {fits && (
          <>
            <Text as="p">
              {t('pricingCompetitors.import.ready', { count: preview.ready, lines: format.number(preview.ready) })}{' '}
              {t('pricingCompetitors.import.forProducts', {
                count: preview.products,
                products: format.number(preview.products),
              })}
            </Text>
            <InlineStack gap="200">
              {(['new', 'changed', 'same'] as const).map((state) => (
                <Badge key={state} {...(state === 'new' ? { tone: 'success' as const } : {})}>
                  {`${t(`pricingCompetitors.import.${state}`)}: ${format.number(preview.standing[state])}`}
                </Badge>
              ))}
            </InlineStack>
            {preview.competitors.length > 0 && <FoundCompetitors preview={preview} />}
            {preview.problems.length > 0 && <SheetProblems problems={preview.problems} words={words} />}
            {problemLines > 0 && preview.ready > 0 && (
              <Checkbox
                label={t('pricingCompetitors.import.leaveOut', {
                  count: problemLines,
                  lines: format.number(problemLines),
                })}
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
                {t('pricingCompetitors.import.confirm', { count: preview.ready, lines: format.number(preview.ready) })}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}

const MOST_COMPETITORS_SHOWN = 20

function FoundCompetitors({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleTable
      label={t('pricingCompetitors.import.competitorsLabel')}
      rows={preview.competitors.slice(0, MOST_COMPETITORS_SHOWN)}
      rowKey={({ name }) => name}
      columns={[
        {
          key: 'name',
          title: t('pricingCompetitors.import.competitor'),
          cell: ({ name, isNew }) => (
            <InlineStack gap="100" blockAlign="center">
              <span className="wrap-anywhere">{name}</span>
              {isNew && <Badge tone="info">{t('pricingCompetitors.import.newCompetitor')}</Badge>}
            </InlineStack>
          ),
        },
        {
          key: 'lines',
          title: t('pricingCompetitors.import.lines'),
          numeric: true,
          cell: ({ lines }) => format.number(lines),
        },
      ]}
    />
  )
}

function useProblemWords(): (problem: LineProblem) => string | undefined {
  const { t } = useTranslation()
  return ({ code }) => {
    const own = OBSERVATION_PROBLEMS.find((known) => known === code)
    return own === undefined ? undefined : t(`pricingCompetitors.problem.${own}`)
  }
}
