/**
 * What is wrong in an uploaded table, line by line. In: problems with their codes. Out: a table, the first hundred, and how many there are.
 * The words of a code are the caller's own (`words`), else `sheets.line.<code>`.
 */
import { Banner, BlockStack, List, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { ColumnAdvice } from '#app/sheets/columns.ts'
import type { LineProblem } from '#app/sheets/types.ts'
import { useFormat } from './format.tsx'
import { SimpleTable } from './simple-table.tsx'

const MOST_SHOWN = 100
const LONGEST_VALUE = 80

interface SheetProblemsProps {
  problems: LineProblem[]
  /** the words for codes of the caller's own; undefined for the shared ones */
  words?: (problem: LineProblem) => string | undefined
}

export function SheetProblems({ problems, words }: SheetProblemsProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const sentence = (problem: LineProblem): string => {
    const key = `sheets.line.${problem.code}`
    return words?.(problem) ?? (i18n.exists(key) ? t(key) : problem.code)
  }
  const lines = new Set(problems.map(({ line }) => line)).size
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('sheets.problems.title', { count: lines, shown: format.number(lines) })}
      </Text>
      <SimpleTable
        label={t('sheets.problems.label')}
        rows={problems.slice(0, MOST_SHOWN).map((problem, index) => ({ ...problem, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { key: 'line', title: t('sheets.problems.line'), cell: ({ line }) => format.number(line) },
          {
            key: 'column',
            title: t('sheets.problems.column'),
            cell: ({ column }) => column ?? t('sheets.problems.wholeLine'),
          },
          {
            key: 'value',
            title: t('sheets.problems.value'),
            cell: ({ value }) =>
              value === '' ? (
                <Text as="span" tone="subdued">
                  {t('sheets.problems.empty')}
                </Text>
              ) : (
                <span className="wrap-anywhere">
                  {value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}
                </span>
              ),
          },
          { key: 'problem', title: t('sheets.problems.problem'), cell: sentence },
        ]}
      />
      {problems.length > MOST_SHOWN && (
        <Text as="p" tone="subdued">
          {t('sheets.problems.more', { shown: format.number(MOST_SHOWN), total: format.number(problems.length) })}
        </Text>
      )}
    </BlockStack>
  )
}

/** Which columns the file needs, has twice, or has for nothing. `title` says what that means for the import. */
export function ColumnsBanner({ advice, title }: { advice: ColumnAdvice; title: string }) {
  const { t } = useTranslation()
  return (
    <>
      {(advice.missing.length > 0 || advice.twice.length > 0) && (
        <Banner tone="critical" title={title}>
          <List>
            {advice.missing.map(({ column, names }) => (
              <List.Item key={column}>{t('sheets.columns.missing', { column, names: names.join(', ') })}</List.Item>
            ))}
            {advice.twice.map(({ column, headers }) => (
              <List.Item key={column}>{t('sheets.columns.twice', { column, headers: headers.join(', ') })}</List.Item>
            ))}
          </List>
        </Banner>
      )}
      {advice.unknown.length > 0 && (
        <Text as="p" tone="subdued">
          {t('sheets.columns.unknown', { headers: advice.unknown.join(', ') })}
        </Text>
      )}
    </>
  )
}

/** The sentence for a file that was refused whole; null when the answer is about something else. */
export function useFileRefusal(): (fields: FieldError[]) => string | null {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  return (fields) => {
    const found = fields.find(({ code }) => code?.startsWith('sheets.file.'))
    if (!found?.code || !i18n.exists(found.code)) return null
    return t(found.code, { limit: format.number(Number(found.path[1] ?? 0)) })
  }
}
