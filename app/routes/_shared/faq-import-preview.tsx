/** What a file of answers would change. In: the preview. Out: the answers, the problems at their lines, the way on. */
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { LineProblem } from '#app/sheets/types.ts'
import { IMPORT_PROBLEMS, type FaqImportPreview } from '#app/tools/faq/sheet-import/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { ColumnsBanner, SheetProblems } from '#app/ui/sheet-problems.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'

interface FaqImportProps {
  preview: FaqImportPreview
  busy: boolean
  onImport: (leaveOut: boolean) => void
}

export function FaqImport({ preview, busy, onImport }: FaqImportProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const languageName = useLanguageName()
  const { problems, counts, entries, outdated, newCategories } = preview
  const fits = preview.missing.length === 0 && preview.twice.length === 0
  const total = counts.added + counts.changed
  const words = ({ code }: LineProblem): string | undefined =>
    IMPORT_PROBLEMS.some((known) => known === code) ? t(`faqTranslations.problem.${code}`) : undefined
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('faqTranslations.previewTitle')}
        </Text>
        <ColumnsBanner advice={preview} title={t('faqTranslations.columnsWrong')} />
        {fits && (
          <>
            <InlineStack gap="200">
              {(['added', 'changed', 'unchanged', 'categories'] as const)
                .filter((what) => counts[what] > 0)
                .map((what) => (
                  <Badge key={what} {...(what === 'unchanged' ? {} : { tone: 'success' as const })}>
                    {t(`faqTranslations.count.${what}`, { count: counts[what], number: format.number(counts[what]) })}
                  </Badge>
                ))}
            </InlineStack>
            {newCategories.length > 0 && (
              <Text as="p" breakWord>
                {t('faqTranslations.newCategories', { names: newCategories.join(', ') })}
              </Text>
            )}
            {outdated > 0 && (
              <Text as="p" tone="caution">
                {t('faqTranslations.outdated', { count: outdated, number: format.number(outdated) })}
              </Text>
            )}
            {problems.length > 0 && (
              <>
                <Banner tone="warning" title={t('faqTranslations.hasProblems')}>
                  <p>{t('faqTranslations.hasProblemsAdvice')}</p>
                </Banner>
                <SheetProblems problems={problems} words={words} />
              </>
            )}
            {entries.length > 0 && (
              <SimpleTable
                label={t('faqTranslations.previewTitle')}
                rows={entries.map((entry, index) => ({ ...entry, index }))}
                rowKey={({ index }) => String(index)}
                columns={[
                  {
                    key: 'question',
                    title: t('faqEditor.question'),
                    cell: ({ question, isNew }) => (
                      <>
                        {question} {isNew && <Badge tone="success">{t('faqTranslations.isNew')}</Badge>}
                      </>
                    ),
                  },
                  { key: 'category', title: t('faqEditor.category'), cell: ({ category }) => category },
                  {
                    key: 'languages',
                    title: t('faqTranslations.languages'),
                    cell: ({ languages }) => languages.map(languageName).join(', '),
                  },
                ]}
              />
            )}
            {total > entries.length && (
              <Text as="p" tone="subdued">
                {t('faqTranslations.more', { shown: format.number(entries.length), total: format.number(total) })}
              </Text>
            )}
            {total === 0 && <Text as="p">{t('faqTranslations.nothingToImport')}</Text>}
            <InlineStack>
              <Button
                variant="primary"
                loading={busy}
                disabled={total === 0}
                onClick={() => onImport(problems.length > 0)}
              >
                {t(problems.length > 0 ? 'faqTranslations.importOthers' : 'faqTranslations.importNow')}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  )
}
