/** The shop's questions and answers: found, ordered, published, moved and taken away, several at once. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, List, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { listCategories } from '#app/tools/faq/categories/service.server.ts'
import { titleIn } from '#app/tools/faq/categories/titles.ts'
import { EntryId } from '#app/tools/faq/entries/schema.ts'
import { shopLanguages } from '#app/tools/faq/languages/service.server.ts'
import {
  ChangeForm,
  ENTRY_STATES,
  EntryQuery,
  TRANSLATION_FILTERS,
  type ChangeResult,
} from '#app/tools/faq/listing/schema.ts'
import {
  changeEntries,
  entryPage,
  moveEntry,
  undoChange,
  type UndoneChange,
} from '#app/tools/faq/listing/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { FaqBulk } from './_shared/faq-bulk.tsx'
import { FaqList } from './_shared/faq-list.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(EntryQuery, request)
  const asOf = new Date()
  return answer(async () => {
    const { languages } = await shopLanguages(shop, asOf)
    const locales = languages.map(({ locale }) => locale)
    const [page, categories] = await Promise.all([entryPage(shop, query, locales, asOf), listCategories(shop)])
    const primary = locales[0] ?? 'en'
    return {
      query,
      page,
      languages: locales,
      categories: categories.map((category) => ({ id: category.id, title: titleIn(category, primary) })),
    }
  })
}

const Move = z.object({ id: EntryId, by: z.enum(['-1', '1']) })
const Undo = z.object({ operation: z.uuid() })

interface Done {
  result: ChangeResult | null
  undone: UndoneChange | null
}
type ListAnswer = ActionAnswer & Done

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const done: Done = { result: null, undone: null }
  const said = await act(async () => {
    switch (form['intent']) {
      case 'order': {
        const { id, by } = Move.parse(form)
        await moveEntry(shop, id, by === '1' ? 1 : -1, new Date())
        return 'faq.said.ordered'
      }
      case 'undo':
        done.undone = await undoChange(shop, Undo.parse(form).operation, new Date())
        return 'faq.said.undone'
      default: {
        const ids = String(form['ids'] ?? '')
          .split(',')
          .filter((id) => id !== '')
        const wish = ChangeForm.parse({ ...form, ids, categoryId: form['categoryId'] || null })
        done.result = await changeEntries(shop, wish, new Date())
        return `faq.said.${wish.kind}`
      }
    }
  })
  return data<ListAnswer>({ ...said.data, ...done }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Faq() {
  const { page, query } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame title={t('faq.title')} primaryAction={{ content: t('faq.add'), url: '/app/faq/new' }} fullWidth>
      <FaqNav current="entries" />
      <DeletedBanner />
      {page.total === 0 ? <NoEntries /> : <Entries key={query.category ?? ''} />}
    </PageFrame>
  )
}

/** An answer deleted from its own page can be taken back here. */
function DeletedBanner() {
  const { t } = useTranslation()
  const { get } = usePageParams()
  const fetcher = useFetcher<ListAnswer>()
  const operation = get('deleted')
  if (operation === null) return null
  const said = fetcher.data
  return (
    <Box paddingBlockEnd="400">
      {said ? (
        <Banner
          tone={said.ok ? 'success' : 'critical'}
          title={t(said.ok ? 'faq.said.undone' : `error.${said.code}.what`)}
        />
      ) : (
        <Banner
          tone="info"
          title={t('faq.result.delete', { count: 1, number: 1 })}
          action={{
            content: t('faq.undo'),
            loading: fetcher.state !== 'idle',
            onAction: () => fetcher.submit({ intent: 'undo', operation }, { method: 'post', action: '?index' }),
          }}
        />
      )}
    </Box>
  )
}

/** Nothing yet: what it is for, and two ways to begin. */
function NoEntries() {
  const { t } = useTranslation()
  return (
    <Card>
      <Box padding="800">
        <BlockStack gap="400" inlineAlign="center">
          <Text as="h2" variant="headingLg" alignment="center">
            {t('faq.empty.title')}
          </Text>
          <Text as="p" alignment="center">
            {t('faq.empty.what')}
          </Text>
          <Button variant="primary" url="/app/faq/starter">
            {t('faq.empty.starter')}
          </Button>
          <Button url="/app/faq/new">{t('faq.empty.own')}</Button>
          <Button variant="plain" url="/app/faq/translations">
            {t('faq.empty.import')}
          </Button>
        </BlockStack>
      </Box>
    </Card>
  )
}

function Entries() {
  const { page, query, categories, languages } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  const { href } = usePageParams()
  const loading = useNavigation().state === 'loading'
  const fetcher = useFetcher<ListAnswer>()
  const toast = useToast()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [heard, setHeard] = useState<unknown>(undefined)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.ok && said.result !== null) setChosen(new Set())
  }
  // Rows that are no longer on the page are no longer chosen.
  const visible = new Set(page.rows.map(({ id }) => id))
  const ids = [...chosen].filter((id) => visible.has(id))

  useEffect(() => {
    if (fetcher.state === 'idle' && fetcher.data?.ok) toast(t(fetcher.data.said))
  }, [fetcher.state, fetcher.data, toast, t])

  const isFiltered = ['search', 'state', 'category', 'language', 'translation'].some(
    (name) => query[name as keyof typeof query] !== undefined,
  )
  const inOrder = query.sort === 'order' && query.direction === 'asc'
  const canMove = inOrder && !(query.search || query.state || query.language || query.translation)
  const titles = new Map(categories.map(({ id, title }) => [id, title]))
  const send = (fields: Record<string, string>): void => fetcher.submit(fields, { method: 'post', action: '?index' })
  return (
    <BlockStack gap="400">
      <div aria-live="polite">
        {said && <News answer={said} onUndo={(operation) => send({ intent: 'undo', operation })} />}
      </div>
      <Card padding="0">
        <ListFilters
          searchLabel={t('faq.list.search')}
          views={[
            { label: t('list.all'), parameters: {} },
            ...ENTRY_STATES.map((state) => ({
              label: t('faq.list.view', { state: t(`faq.state.${state}`), number: format.number(page.states[state]) }),
              parameters: { state },
            })),
          ]}
          filters={[
            {
              key: 'category',
              label: t('faq.list.category'),
              choices: categories.map(({ id, title }) => ({ value: id, label: title })),
              pinned: true,
            },
            ...(languages.length > 1
              ? [
                  {
                    key: 'translation',
                    label: t('faq.list.translation'),
                    choices: TRANSLATION_FILTERS.map((value) => ({ value, label: t(`faq.translations.${value}`) })),
                    pinned: true,
                  },
                  {
                    key: 'language',
                    label: t('faq.list.language'),
                    choices: languages.slice(1).map((value) => ({ value, label: languageName(value) })),
                  },
                ]
              : []),
          ]}
          sortChoices={(['order', 'updated', 'question'] as const).flatMap((sort) =>
            (['asc', 'desc'] as const).map((direction) => ({
              label: t(`faq.sort.${sort}`),
              sort,
              direction,
              directionLabel: t(`faq.direction.${sort}.${direction}`),
            })),
          )}
          sort={query.sort}
          direction={query.direction}
          loading={loading}
        />
        <FaqBulk
          count={ids.length}
          all={ids.length === page.rows.length && ids.length > 0}
          busy={busy}
          categories={categories}
          onAll={(on) => setChosen(new Set(on ? page.rows.map(({ id }) => id) : []))}
          onChange={(kind, categoryId) =>
            send({
              intent: 'change',
              kind,
              categoryId: categoryId ?? '',
              ids: ids.join(','),
              operation: crypto.randomUUID(),
            })
          }
        />
        {page.rows.length === 0 ? (
          <ListEmpty
            title={isFiltered ? t('list.noMatch') : t('faq.empty.title')}
            advice={isFiltered ? t('list.noMatchAdvice') : t('faq.empty.what')}
          />
        ) : (
          <FaqList
            rows={page.rows}
            categories={inOrder ? titles : null}
            chosen={chosen}
            onChoose={(id, on) =>
              setChosen((now) => new Set(on ? [...now, id] : [...now].filter((each) => each !== id)))
            }
            onMove={canMove ? (id, by) => send({ intent: 'order', id, by: String(by) }) : null}
          />
        )}
        <NumberedPages page={page.page} pages={page.pages} href={href} />
      </Card>
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <Button variant="plain" url="/app/faq/starter">
          {t('faq.starterMore')}
        </Button>
      </Box>
    </BlockStack>
  )
}

/** What became of what was asked, with its way back. */
function News({ answer: said, onUndo }: { answer: ListAnswer; onUndo: (operation: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!said.ok)
    return (
      <Banner tone="critical" title={t(`error.${said.code}.what`)}>
        <p>{t(`error.${said.code}.advice`)}</p>
      </Banner>
    )
  const { result, undone } = said
  if (undone)
    return (
      <Banner tone="info" title={t('faq.said.undone')}>
        {undone.left > 0 && <p>{t('faq.undoneLeft', { count: undone.left, number: format.number(undone.left) })}</p>}
      </Banner>
    )
  if (!result) return null
  return (
    <Banner
      tone={result.refused.length > 0 ? 'warning' : 'success'}
      title={t(`faq.result.${result.kind}`, { count: result.changed, number: format.number(result.changed) })}
      {...(result.changed > 0 ? { action: { content: t('faq.undo'), onAction: () => onUndo(result.operation) } } : {})}
    >
      {result.refused.length > 0 && (
        <BlockStack gap="200">
          <p>{t('faq.refused')}</p>
          <List>
            {result.refused.slice(0, 10).map(({ id, question, code }) => (
              <List.Item key={id}>{t(`faq.refusal.${code}`, { question })}</List.Item>
            ))}
          </List>
        </BlockStack>
      )}
      {result.unchanged > 0 && (
        <p>{t('faq.unchanged', { count: result.unchanged, number: format.number(result.unchanged) })}</p>
      )}
    </Banner>
  )
}
