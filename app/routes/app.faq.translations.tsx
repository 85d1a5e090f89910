/** How far each language is; the file for translators; reading one in, once, with its way back. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, ProgressBar, Select, Text } from '@shopify/polaris'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { FaqImportPreview, UndoneImport } from '#app/tools/faq/sheet-import/schema.ts'
import { importFaq, pastImports, previewFaqImport, undoFaqImport } from '#app/tools/faq/sheet-import/service.server.ts'
import type { LanguageProgress } from '#app/tools/faq/translations/schema.ts'
import { translationsPage } from '#app/tools/faq/translations/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer } from './_shared/answer.server.ts'
import { EarlierImports } from './_shared/earlier-imports.tsx'
import { FaqImport } from './_shared/faq-import-preview.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [page, imports] = await Promise.all([translationsPage(shop, new Date()), pastImports(shop)])
    return { ...page, imports }
  })
}

const ImportId = z.uuid()

interface Done {
  preview: FaqImportPreview | null
  undone: UndoneImport | null
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const done: Done = { preview: null, undone: null }
  const said = await act(async () => {
    const form = await readUpload(request)
    switch (form.get('intent')) {
      case 'languages':
        await translationsPage(shop, new Date(), true)
        return 'faqTranslations.asked'
      case 'undo':
        done.undone = await undoFaqImport(shop, ImportId.parse(form.get('import')), new Date())
        return 'faqTranslations.undone'
      case 'import': {
        const id = ImportId.parse(form.get('import'))
        const wanted = { id, file: form.get('file'), leaveOut: form.get('leaveOut') === 'true' }
        done.preview = await importFaq(shop, wanted, new Date())
        return 'faqTranslations.imported'
      }
      default:
        done.preview = await previewFaqImport(shop, form.get('file'))
        return 'faqTranslations.previewed'
    }
  })
  return data({ ...said.data, ...done }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqTranslations() {
  const { t } = useTranslation()
  const sheet = useSheetImport<FaqImportPreview>('faqTranslations.imported')
  const format = useFormat()
  return (
    <PageFrame title={t('faqTranslations.title')}>
      <FaqNav current="translations" />
      <BlockStack gap="400">
        <Languages />
        <ExportCard />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('faqTranslations.importTitle')}
            </Text>
            <Text as="p">{t('faqTranslations.importWhat')}</Text>
            <Text as="p" tone="subdued">
              {t('faqTranslations.importColumns')}
            </Text>
            <FileDrop sheet={sheet} label={t('faqTranslations.file')} hint={t('faqTranslations.hint')} />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('faqTranslations.failed')}>
          {sheet.preview && (
            <Banner
              tone="success"
              title={t('faqTranslations.done')}
              action={{ content: t('faqTranslations.see'), url: '/app/faq?sort=updated&direction=desc' }}
            >
              <p>
                {t('faqTranslations.counts', {
                  added: format.number(sheet.preview.counts.added),
                  changed: format.number(sheet.preview.counts.changed),
                })}
              </p>
            </Banner>
          )}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <FaqImport
            preview={sheet.preview}
            busy={sheet.busy}
            onImport={(leaveOut) => sheet.importNow({ leaveOut: String(leaveOut) })}
          />
        )}
        <Imports />
      </BlockStack>
    </PageFrame>
  )
}

function Languages() {
  const { languages, entries, askedAt } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  const fetcher = useFetcher<ActionAnswer>()
  const busy = fetcher.state !== 'idle'
  const ask = (): void => {
    const form = new FormData()
    form.set('intent', 'languages')
    fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' })
  }
  const toDo = (language: string, translation: 'missing' | 'stale', count: number): JSX.Element | string =>
    count === 0 ? (
      format.number(0)
    ) : (
      <Link url={`/app/faq?language=${language}&translation=${translation}`}>
        {t(`faqTranslations.${translation}`, { count, number: format.number(count) })}
      </Link>
    )
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('faqTranslations.languages')}
          </Text>
          <Button size="slim" loading={busy} onClick={ask}>
            {t('faqTranslations.ask')}
          </Button>
        </InlineStack>
        {askedAt === null && (
          <Banner tone="warning" title={t('faqTranslations.neverAsked')}>
            <p>{t('faqTranslations.neverAskedWhat')}</p>
          </Banner>
        )}
        {askedAt !== null && languages.length === 1 && <Text as="p">{t('faqTranslations.oneLanguage')}</Text>}
        <SimpleTable
          label={t('faqTranslations.languages')}
          rows={languages}
          rowKey={({ language }) => language}
          columns={[
            {
              key: 'language',
              title: t('faqTranslations.language'),
              cell: ({ language, isPrimary, isPublished }) => (
                <InlineStack gap="100" blockAlign="center">
                  <span>{languageName(language)}</span>
                  {isPrimary && <Badge>{t('faqTranslations.primary')}</Badge>}
                  {!isPublished && <Badge tone="attention">{t('faqTranslations.unpublished')}</Badge>}
                </InlineStack>
              ),
            },
            {
              key: 'progress',
              title: t('faqTranslations.progress'),
              cell: (row) => <Progress {...row} label={languageName(row.language)} />,
            },
            {
              key: 'missing',
              title: t('faq.translations.missing'),
              cell: ({ language, missing }) => toDo(language, 'missing', missing),
            },
            {
              key: 'stale',
              title: t('faq.translations.stale'),
              cell: ({ language, stale }) => toDo(language, 'stale', stale),
            },
          ]}
        />
        <Text as="p" tone="subdued">
          {t('faqTranslations.what', { count: entries, number: format.number(entries) })}
        </Text>
      </BlockStack>
    </Card>
  )
}

function Progress({ done, stale, missing, label }: LanguageProgress & { label: string }) {
  const format = useFormat()
  const { t } = useTranslation()
  const id = useId()
  const total = done + stale + missing
  const ratio = total === 0 ? 1 : done / total
  return (
    <BlockStack gap="100">
      <span id={id}>
        <Text as="span" visuallyHidden>
          {t('faqTranslations.progressOf', { language: label })}
        </Text>
        {format.percent(ratio)}
      </span>
      <ProgressBar progress={Math.floor(ratio * 100)} size="small" animated={false} ariaLabelledBy={id} />
    </BlockStack>
  )
}

function ExportCard() {
  const { languages, entries } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const [language, setLanguage] = useState('')
  const [only, setOnly] = useState('all')
  const query = new URLSearchParams({ ...(language === '' ? {} : { language }), only })
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('faqTranslations.exportTitle')}
        </Text>
        <Text as="p">{t('faqTranslations.exportWhat')}</Text>
        <div className="field-row">
          <Select
            label={t('faqTranslations.language')}
            options={[
              { value: '', label: t('faqTranslations.allLanguages') },
              ...languages.map((each) => ({ value: each.language, label: languageName(each.language) })),
            ]}
            value={language}
            onChange={setLanguage}
          />
          <Select
            label={t('faqTranslations.only')}
            options={(['all', 'open'] as const).map((value) => ({
              value,
              label: t(`faqTranslations.onlyWhat.${value}`),
            }))}
            value={only}
            onChange={setOnly}
          />
        </div>
        <InlineStack gap="200">
          {(['csv', 'xlsx'] as const).map((kind) => (
            <DownloadButton
              key={kind}
              url={`/app/faq/translations/export/${kind}?${query}`}
              label={t(`faqTranslations.export.${kind}`)}
              failed={t('faqTranslations.exportFailed')}
              disabled={entries === 0}
            />
          ))}
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

function Imports() {
  const { imports } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <EarlierImports
      imports={imports}
      counted={{
        title: t('faqTranslations.earlierWhat'),
        cell: ({ counts: { added, changed } }) =>
          t('faqTranslations.counts', { added: format.number(added), changed: format.number(changed) }),
      }}
      undoneText={({ restored, left }: UndoneImport) =>
        t('faqTranslations.undoneWhat', { restored: format.number(restored), left: format.number(left) })
      }
    />
  )
}
