/** The categories of the FAQ: named in every language, ordered, taken away and put back. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Modal,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { ArrowDownIcon, ArrowUpIcon } from '@shopify/polaris-icons'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { CategoryForm, LONGEST_TITLE, type CategoryWithEntries } from '#app/tools/faq/categories/schema.ts'
import {
  createCategory,
  listCategories,
  moveCategory,
  removeCategory,
  restoreCategory,
  saveCategory,
} from '#app/tools/faq/categories/service.server.ts'
import { titleIn, titleState } from '#app/tools/faq/categories/titles.ts'
import { EntryId } from '#app/tools/faq/entries/schema.ts'
import { shopLanguages } from '#app/tools/faq/languages/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, readJson } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [categories, { languages }] = await Promise.all([listCategories(shop), shopLanguages(shop, new Date())])
    return { categories, languages: languages.map(({ locale }) => locale) }
  })
}

const Save = z.object({
  id: z.union([z.literal(''), EntryId]),
  version: z.coerce.number().int().min(0),
  category: z.string(),
})
const Move = z.object({ id: EntryId, by: z.enum(['-1', '1']) })
const Remove = z.object({ id: EntryId, moveTo: z.union([z.literal(''), EntryId]), operation: z.uuid() })

/** `operation`: of a removal that can be taken back. */
type CategoryAnswer = ActionAnswer & { operation: string | null }

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let removed: string | null = null
  const said = await act(async () => {
    const asOf = new Date()
    switch (form['intent']) {
      case 'order': {
        const { id, by } = Move.parse(form)
        await moveCategory(shop, id, by === '1' ? 1 : -1)
        return 'faq.said.ordered'
      }
      case 'remove': {
        const { id, moveTo, operation } = Remove.parse(form)
        await removeCategory(shop, id, moveTo === '' ? null : moveTo, operation, asOf)
        removed = operation
        return 'faqCategories.said.removed'
      }
      case 'restore':
        await restoreCategory(shop, Remove.pick({ operation: true }).parse(form).operation, asOf)
        return 'faqCategories.said.restored'
      default: {
        const { id, version, category } = Save.parse(form)
        const wanted = CategoryForm.parse(readJson(category))
        if (id === '') await createCategory(shop, wanted, asOf)
        else await saveCategory(shop, id, version, wanted, asOf)
        return id === '' ? 'faqCategories.said.created' : 'faqCategories.said.saved'
      }
    }
  })
  return data<CategoryAnswer>({ ...said.data, operation: removed }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqCategories() {
  const { categories, languages } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const fetcher = useFetcher<CategoryAnswer>()
  const toast = useToast()
  const [editing, setEditing] = useState<CategoryWithEntries | 'new' | null>(null)
  const [removing, setRemoving] = useState<CategoryWithEntries | null>(null)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const primary = languages[0] ?? 'en'
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  return (
    <PageFrame
      title={t('faqCategories.title')}
      primaryAction={{ content: t('faqCategories.add'), onAction: () => setEditing('new') }}
    >
      <FaqNav current="categories" />
      <BlockStack gap="400">
        <div aria-live="polite">
          {said?.ok && said.operation !== null && (
            <Banner
              tone="info"
              title={t('faqCategories.said.removed')}
              action={{
                content: t('faq.undo'),
                onAction: () =>
                  fetcher.submit({ intent: 'restore', operation: said.operation ?? '' }, { method: 'post' }),
              }}
            />
          )}
          {said?.ok === false && (
            <Banner tone="critical" title={t(`error.${said.code}.what`)}>
              <p>{t(`error.${said.code}.advice`)}</p>
            </Banner>
          )}
        </div>
        <Card padding="0">
          {categories.length === 0 ? (
            <ListEmpty
              title={t('faqCategories.empty.title')}
              advice={t('faqCategories.empty.what')}
              action={{ content: t('faq.empty.starter'), url: '/app/faq/starter' }}
            />
          ) : (
            <ul className="faq-list" aria-label={t('faqCategories.title')}>
              {categories.map((category, index) => (
                <Row
                  key={category.id}
                  category={category}
                  title={titleIn(category, primary)}
                  languages={languages}
                  isFirst={index === 0}
                  isLast={index === categories.length - 1}
                  onMove={(by) =>
                    fetcher.submit({ intent: 'order', id: category.id, by: String(by) }, { method: 'post' })
                  }
                  onEdit={() => setEditing(category)}
                  onRemove={() => setRemoving(category)}
                />
              ))}
            </ul>
          )}
        </Card>
      </BlockStack>
      {editing !== null && (
        <EditModal
          category={editing === 'new' ? null : editing}
          languages={languages}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && (
        <RemoveModal
          category={removing}
          others={categories
            .filter(({ id }) => id !== removing.id)
            .map((category) => ({ value: category.id, label: titleIn(category, primary) }))}
          title={titleIn(removing, primary)}
          onClose={() => setRemoving(null)}
          onRemove={(moveTo) => {
            setRemoving(null)
            fetcher.submit(
              { intent: 'remove', id: removing.id, moveTo, operation: crypto.randomUUID() },
              { method: 'post' },
            )
          }}
        />
      )}
    </PageFrame>
  )
}

interface RowProps {
  category: CategoryWithEntries
  title: string
  languages: readonly string[]
  isFirst: boolean
  isLast: boolean
  onMove: (by: -1 | 1) => void
  onEdit: () => void
  onRemove: () => void
}

function Row({ category, title, languages, isFirst, isLast, onMove, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  return (
    <li className="faq-row faq-category">
      <div className="faq-row-text">
        <Text as="span" fontWeight="semibold">
          {title}
        </Text>
        <InlineStack gap="100" blockAlign="center">
          <Text as="span" tone="subdued" variant="bodySm">
            {t('faqCategories.counts', {
              count: category.entries,
              entries: format.number(category.entries),
              published: format.number(category.published),
            })}
          </Text>
          {languages.map((language) => {
            const state = titleState(category, language)
            return state === 'missing' || state === 'stale' ? (
              <Badge key={language} tone="warning">
                {t(`faq.translation.${state}`, { language: languageName(language) })}
              </Badge>
            ) : null
          })}
        </InlineStack>
      </div>
      <InlineStack gap="100">
        <Button
          icon={ArrowUpIcon}
          variant="tertiary"
          disabled={isFirst}
          accessibilityLabel={t('faq.list.up', { question: title })}
          onClick={() => onMove(-1)}
        />
        <Button
          icon={ArrowDownIcon}
          variant="tertiary"
          disabled={isLast}
          accessibilityLabel={t('faq.list.down', { question: title })}
          onClick={() => onMove(1)}
        />
        <Button size="slim" accessibilityLabel={t('faqCategories.editNamed', { title })} onClick={onEdit}>
          {t('faqCategories.edit')}
        </Button>
        <Button
          size="slim"
          tone="critical"
          accessibilityLabel={t('faqCategories.removeNamed', { title })}
          onClick={onRemove}
        >
          {t('faqCategories.remove')}
        </Button>
      </InlineStack>
    </li>
  )
}

interface EditModalProps {
  /** null: a new one */
  category: CategoryWithEntries | null
  languages: readonly string[]
  onClose: () => void
}

/** Closes when it is saved; what was typed stays when it is refused. */
function EditModal({ category, languages, onClose }: EditModalProps) {
  const { t, i18n } = useTranslation()
  const languageName = useLanguageName()
  const fetcher = useFetcher<CategoryAnswer>()
  const toast = useToast()
  const source = category?.source ?? languages[0] ?? 'en'
  const shown = [...new Set([source, ...languages, ...Object.keys(category?.titles ?? {})])]
  const [titles, setTitles] = useState<Record<string, string>>(() =>
    Object.fromEntries(shown.map((language) => [language, category?.titles[language]?.title ?? ''])),
  )
  const [confirmed, setConfirmed] = useState<string[]>([])
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  useEffect(() => {
    if (!said?.ok) return
    toast(t(said.said))
    onClose()
  }, [said, onClose, t, toast])
  const errorAt = (language: string): string | undefined => {
    const found =
      said?.ok === false ? said.fields.find(({ path }) => path[0] === 'titles' && path[1] === language) : undefined
    if (!found) return undefined
    const key = `faqCategories.error.${found.message}`
    return i18n.exists(key) ? t(key) : t('faqEditor.error.invalid')
  }
  const save = (): void => {
    if (fetcher.state !== 'idle') return
    fetcher.submit(
      {
        intent: 'save',
        id: category?.id ?? '',
        version: String(category?.version ?? 0),
        category: JSON.stringify({ source, titles, confirmed }),
      },
      { method: 'post', action: '/app/faq/categories' },
    )
  }
  return (
    <Modal
      open
      onClose={onClose}
      title={t(category === null ? 'faqCategories.add' : 'faqCategories.editTitle')}
      primaryAction={{ content: t('faqEditor.save'), onAction: save, loading: fetcher.state !== 'idle' }}
      secondaryActions={[{ content: t('faq.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {said?.ok === false && said.fields.length === 0 && (
            <Banner
              tone="critical"
              title={t(said.code === 'conflict' ? 'faqCategories.conflict' : `error.${said.code}.what`)}
            >
              <p>{t(said.code === 'conflict' ? 'faqCategories.conflictWhat' : `error.${said.code}.advice`)}</p>
            </Banner>
          )}
          {shown.map((language) => {
            const isStale =
              category !== null &&
              titleState(category, language) === 'stale' &&
              titles[language] === category.titles[language]?.title
            const error = errorAt(language)
            return (
              <BlockStack key={language} gap="100">
                <TextField
                  label={
                    language === source
                      ? t('faqCategories.titleSource', { language: languageName(language) })
                      : languageName(language)
                  }
                  value={titles[language] ?? ''}
                  onChange={(title) => setTitles((now) => ({ ...now, [language]: title }))}
                  maxLength={LONGEST_TITLE}
                  autoComplete="off"
                  {...(error === undefined ? {} : { error })}
                />
                {isStale && (
                  <Checkbox
                    label={t('faqCategories.stillRight')}
                    checked={confirmed.includes(language)}
                    onChange={(on) =>
                      setConfirmed((now) => (on ? [...now, language] : now.filter((each) => each !== language)))
                    }
                  />
                )}
              </BlockStack>
            )
          })}
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}

interface RemoveModalProps {
  category: CategoryWithEntries
  title: string
  others: { value: string; label: string }[]
  onClose: () => void
  onRemove: (moveTo: string) => void
}

function RemoveModal({ category, title, others, onClose, onRemove }: RemoveModalProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [moveTo, setMoveTo] = useState(others[0]?.value ?? '')
  const stuck = category.entries > 0 && others.length === 0
  return (
    <Modal
      open
      onClose={onClose}
      title={t('faqCategories.removeTitle', { title })}
      primaryAction={{
        content: t('faqCategories.remove'),
        destructive: true,
        disabled: stuck,
        onAction: () => onRemove(category.entries > 0 ? moveTo : ''),
      }}
      secondaryActions={[{ content: t('faq.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        {category.entries === 0 ? (
          <Text as="p">{t('faqCategories.removeEmpty')}</Text>
        ) : stuck ? (
          <Text as="p">{t('faqCategories.removeStuck')}</Text>
        ) : (
          <BlockStack gap="300">
            <Box>
              <Text as="p">
                {t('faqCategories.removeMoves', {
                  count: category.entries,
                  entries: format.number(category.entries),
                })}
              </Text>
            </Box>
            <Select label={t('faq.bulk.moveTo')} options={others} value={moveTo} onChange={setMoveTo} />
          </BlockStack>
        )}
      </Modal.Section>
    </Modal>
  )
}
