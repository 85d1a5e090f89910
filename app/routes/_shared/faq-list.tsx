/**
 * Answers under their categories: chosen with a box, opened by their question, moved up and down. In: the rows of a page, what is chosen. Out: the
 * new choice, and moves. Invariant: one form for every width, so that nothing moves when the browser takes over; everything by keyboard.
 */
import { Link } from '@remix-run/react'
import { Badge, Box, Button, Checkbox, InlineStack, Text } from '@shopify/polaris'
import { ArrowDownIcon, ArrowUpIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import type { Id } from '#app/mirror/types.ts'
import type { EntryRow } from '#app/tools/faq/listing/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'

const MOST_LANGUAGES = 3

interface FaqListProps {
  rows: readonly EntryRow[]
  /** titles by category; null: not grouped */
  categories: ReadonlyMap<Id, string> | null
  chosen: ReadonlySet<Id>
  onChoose: (id: Id, on: boolean) => void
  /** null: the order shown is not the merchant's own */
  onMove: ((id: Id, by: -1 | 1) => void) | null
}

export function FaqList({ rows, categories, chosen, onChoose, onMove }: FaqListProps) {
  const { t } = useTranslation()
  const groups = categories === null ? [{ id: '', title: '', rows }] : groupsOf(rows, categories)
  return groups.map((group) => (
    <section key={group.id} aria-label={group.title || t('faq.list.label')}>
      {group.title !== '' && (
        <Box paddingInline="400" paddingBlock="200" background="bg-surface-secondary">
          <Text as="h2" variant="headingSm">
            <span className="wrap-anywhere">{group.title}</span>
          </Text>
        </Box>
      )}
      <ul className="faq-list">
        {group.rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            chosen={chosen.has(row.id)}
            onChoose={(on) => onChoose(row.id, on)}
            onMove={onMove === null ? null : (by) => onMove(row.id, by)}
          />
        ))}
      </ul>
    </section>
  ))
}

function groupsOf(
  rows: readonly EntryRow[],
  categories: ReadonlyMap<Id, string>,
): { id: Id; title: string; rows: EntryRow[] }[] {
  return [...new Set(rows.map(({ categoryId }) => categoryId))].map((id) => ({
    id,
    title: categories.get(id) ?? '',
    rows: rows.filter(({ categoryId }) => categoryId === id),
  }))
}

interface RowProps {
  row: EntryRow
  chosen: boolean
  onChoose: (on: boolean) => void
  onMove: ((by: -1 | 1) => void) | null
}

function Row({ row, chosen, onChoose, onMove }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, question, twin } = row
  return (
    <li className="faq-row">
      <Checkbox label={t('faq.list.choose', { question })} labelHidden checked={chosen} onChange={onChoose} />
      <div className="faq-row-text">
        <Link to={`/app/faq/${id}`} className="faq-row-question">
          {question}
        </Link>
        <InlineStack gap="100" blockAlign="center">
          <RowBadges row={row} />
          <Text as="span" tone="subdued" variant="bodySm">
            {t('faq.list.updated', { at: format.instant(row.updatedAt) })}
          </Text>
        </InlineStack>
        {twin && (
          <Text as="span" variant="bodySm">
            {t('faq.list.twin')} <Link to={`/app/faq/${twin.id}`}>{twin.question}</Link>
          </Text>
        )}
        {row.publication?.failure && (
          <Text as="span" variant="bodySm" tone="critical">
            {t('faq.list.failed', { words: row.publication.failure.words })}{' '}
            <Link to="/app/faq/check">{t('faq.list.failedWhere')}</Link>
          </Text>
        )}
      </div>
      {onMove && (
        <div className="faq-row-moves">
          <Button
            icon={ArrowUpIcon}
            variant="tertiary"
            disabled={row.isFirst}
            accessibilityLabel={t('faq.list.up', { question })}
            onClick={() => onMove(-1)}
          />
          <Button
            icon={ArrowDownIcon}
            variant="tertiary"
            disabled={row.isLast}
            accessibilityLabel={t('faq.list.down', { question })}
            onClick={() => onMove(1)}
          />
        </div>
      )}
    </li>
  )
}

const TONES = { draft: 'info', published: 'success', changed: 'attention' } as const

function RowBadges({ row }: { row: EntryRow }) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const { state, schedule, isTargeted, unfinished, publication } = row
  const named = unfinished.slice(0, MOST_LANGUAGES)
  return (
    <>
      <Badge tone={TONES[state]}>{t(`faq.state.${state}`)}</Badge>
      {publication !== null && publication.state !== 'written' && (
        <Badge tone={publication.state === 'waiting' ? 'info' : 'critical'}>
          {t(`faq.publication.${publication.state}`)}
        </Badge>
      )}
      {schedule !== null && <Badge tone="attention">{t(`faq.schedule.${schedule}`)}</Badge>}
      {isTargeted && <Badge>{t('faq.list.targeted')}</Badge>}
      {named.map(({ language, state: translation }) => (
        <Badge key={language} tone="warning">
          {t(`faq.translation.${translation}`, { language: languageName(language) })}
        </Badge>
      ))}
      {unfinished.length > named.length && (
        <Badge tone="warning">{t('faq.list.moreLanguages', { count: unfinished.length - named.length })}</Badge>
      )}
    </>
  )
}
