/** Every version of one answer, what changed from one to the next, and taking one up again. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { ContentChange } from '#app/tools/faq/entries/difference.ts'
import { entryHistory, restoreEntry } from '#app/tools/faq/entries/service.server.ts'
import { questionIn } from '#app/tools/faq/listing/rows.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, idParam } from './_shared/answer.server.ts'
import { FaqRuns } from './_shared/faq-runs.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  return answer(async () => {
    const { entry, versions } = await entryHistory(shop, id)
    return {
      id,
      question: questionIn(entry.content, entry.content.source),
      number: entry.number,
      publishedNumber: entry.publishedNumber,
      versions,
    }
  })
}

const Restore = z.object({ number: z.coerce.number().int().positive(), basedOn: z.coerce.number().int().positive() })

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  const said = await act(async () => {
    const { number, basedOn } = Restore.parse(form)
    await restoreEntry(shop, id, number, basedOn, new Date())
    return 'faqEditor.said.restored'
  })
  return data(said.data, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqHistory() {
  const { id, question, number, publishedNumber, versions } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  return (
    <PageFrame title={t('faqEditor.historyPage.title')} back={{ content: question, url: `/app/faq/${id}` }}>
      <FaqNav current="entries" />
      <BlockStack gap="400">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="p" tone="subdued">
            {t('faqEditor.historyPage.what')}
          </Text>
        </Box>
        <div aria-live="polite">
          {said?.ok === false && (
            <Banner tone="critical" title={t(`error.${said.code}.what`)}>
              <p>{said.code === 'conflict' ? t('faqEditor.conflict.title') : t(`error.${said.code}.advice`)}</p>
            </Banner>
          )}
        </div>
        {versions.map((version) => (
          <Card key={version.number}>
            <BlockStack gap="300">
              <InlineStack align="space-between" blockAlign="center" gap="200">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="h2" variant="headingMd">
                    {t('faqEditor.historyPage.version', { number: format.number(version.number) })}
                  </Text>
                  {version.number === number && <Badge>{t('faqEditor.historyPage.newest')}</Badge>}
                  {version.number === publishedNumber && (
                    <Badge tone="success">{t('faqEditor.historyPage.published')}</Badge>
                  )}
                  <Text as="span" tone="subdued">
                    {[
                      format.instant(version.savedAt),
                      version.restoredFrom === null
                        ? ''
                        : t('faqEditor.historyPage.restoredFrom', { number: format.number(version.restoredFrom) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </InlineStack>
                {version.number !== number && (
                  <Button
                    size="slim"
                    disabled={busy}
                    loading={busy && fetcher.formData?.get('number') === String(version.number)}
                    accessibilityLabel={t('faqEditor.historyPage.restoreNamed', {
                      number: format.number(version.number),
                    })}
                    onClick={() =>
                      fetcher.submit({ number: String(version.number), basedOn: String(number) }, { method: 'post' })
                    }
                  >
                    {t('faqEditor.historyPage.restore')}
                  </Button>
                )}
              </InlineStack>
              {version.changes === null ? (
                <Text as="p" tone="subdued">
                  {t(version.number === 1 ? 'faqEditor.historyPage.first' : 'faqEditor.historyPage.beforeListed')}
                </Text>
              ) : (
                version.changes.map((change, index) => <Change key={index} change={change} />)
              )}
            </BlockStack>
          </Card>
        ))}
      </BlockStack>
    </PageFrame>
  )
}

function Change({ change }: { change: ContentChange }) {
  const { t } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  switch (change.kind) {
    case 'question':
    case 'answer':
    case 'aliases':
      return (
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {t(`faqEditor.change.${change.kind}`, { language: languageName(change.language) })}
          </Text>
          <FaqRuns runs={change.runs} />
        </BlockStack>
      )
    case 'format':
    case 'language_new':
    case 'language_gone':
    case 'confirmed':
      return <p>{t(`faqEditor.change.${change.kind}`, { language: languageName(change.language) })}</p>
    case 'source':
      return (
        <p>
          {t('faqEditor.change.source', { before: languageName(change.before), after: languageName(change.after) })}
        </p>
      )
    case 'target': {
      const list = (values: readonly string[] | null): string =>
        values === null ? t('faqEditor.change.everywhere') : values.join(', ')
      return (
        <p>
          {t('faqEditor.change.target', {
            part: t(`faqEditor.target.${change.part}`),
            before: list(change.before),
            after: list(change.after),
          })}
        </p>
      )
    }
    case 'startsAt':
    case 'endsAt': {
      const at = (instant: string | null): string =>
        instant === null ? t('faqEditor.change.noTime') : format.instant(instant)
      return <p>{t(`faqEditor.change.${change.kind}`, { before: at(change.before), after: at(change.after) })}</p>
    }
  }
}
