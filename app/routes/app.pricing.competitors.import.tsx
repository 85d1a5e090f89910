/** Importing competitor prices: choose a file, see what it would do and what is wrong in it, then import it whole. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  DropZone,
  InlineStack,
  List,
  SkeletonBodyText,
  Text,
} from '@shopify/polaris'
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
import { SheetProblems, useFileRefusal } from '#app/ui/sheet-problems.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { act } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
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

type Answered = ActionAnswer & { preview: ImportPreview | null }

export default function ImportCompetitors() {
  const { timezone } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const fetcher = useFetcher<Answered>()
  const [file, setFile] = useState<File | null>(null)
  // What was last known of the chosen file: stays while an import that is refused answers without one.
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [leaveOut, setLeaveOut] = useState(false)
  const [heard, setHeard] = useState<Answered | undefined>(undefined)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.preview !== null) setPreview(said.preview)
  }
  const done = said?.ok === true && said.said === 'pricingCompetitors.said.imported'

  const send = (chosen: File, fields: Record<string, string>): void => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', chosen)
    fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' })
  }
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return
    setFile(chosen)
    setPreview(null)
    setLeaveOut(false)
    send(chosen, { intent: 'preview' })
  }
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
            <div className="file-drop">
              <DropZone
                label={t('pricingCompetitors.import.drop')}
                accept=".csv,.tsv,.txt,.xlsx"
                allowMultiple={false}
                disabled={busy}
                onDrop={(files) => choose(files[0])}
              >
                <DropZone.FileUpload
                  actionTitle={t(file ? 'pricingCompetitors.import.another' : 'pricingCompetitors.import.choose')}
                  actionHint={
                    file
                      ? t('pricingCompetitors.import.chosen', { file: file.name })
                      : t('pricingCompetitors.import.hint')
                  }
                />
              </DropZone>
            </div>
          </BlockStack>
        </Card>
        <div aria-live="polite">
          {said?.ok === false && <Refusal answer={said} />}
          {done && preview && <Done preview={preview} />}
          {busy && preview === null && file && (
            <Card>
              <BlockStack gap="300">
                <Text as="p">{t('pricingCompetitors.import.reading', { file: file.name })}</Text>
                <SkeletonBodyText lines={4} />
              </BlockStack>
            </Card>
          )}
        </div>
        {preview && !done && file && (
          <Preview
            preview={preview}
            leaveOut={leaveOut}
            onLeaveOut={setLeaveOut}
            busy={busy}
            onImport={() => send(file, { intent: 'import', leaveOut: String(leaveOut) })}
          />
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Refusal({ answer }: { answer: ActionAnswer & { ok: false } }) {
  const { t, i18n } = useTranslation()
  const refusal = useFileRefusal()
  const own = answer.fields.find(({ code }) => code !== undefined && i18n.exists(code))?.code
  return (
    <Banner tone="critical" title={t('pricingCompetitors.import.failed')}>
      <p>{refusal(answer.fields) ?? (own ? t(own) : t(`pageError.${answer.code}.advice`))}</p>
    </Banner>
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
  leaveOut: boolean
  onLeaveOut: (checked: boolean) => void
  busy: boolean
  onImport: () => void
}

function Preview({ preview, leaveOut, onLeaveOut, busy, onImport }: PreviewProps) {
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
        <ColumnAdvice preview={preview} />
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
                onChange={onLeaveOut}
              />
            )}
            <InlineStack>
              <Button
                variant="primary"
                loading={busy}
                disabled={preview.ready === 0 || (problemLines > 0 && !leaveOut)}
                onClick={onImport}
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

function ColumnAdvice({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  return (
    <>
      {(preview.missing.length > 0 || preview.twice.length > 0) && (
        <Banner tone="critical" title={t('pricingCompetitors.import.columnsWrong')}>
          <List>
            {preview.missing.map(({ column, names }) => (
              <List.Item key={column}>{t('sheets.columns.missing', { column, names: names.join(', ') })}</List.Item>
            ))}
            {preview.twice.map(({ column, headers }) => (
              <List.Item key={column}>{t('sheets.columns.twice', { column, headers: headers.join(', ') })}</List.Item>
            ))}
          </List>
        </Banner>
      )}
      {preview.unknown.length > 0 && (
        <Text as="p" tone="subdued">
          {t('sheets.columns.unknown', { headers: preview.unknown.join(', ') })}
        </Text>
      )}
    </>
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
