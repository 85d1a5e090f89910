/**
 * What was imported before, each with its way back, the same on every import page. In: the imports, what one of them did. Out: a card; nothing before the
 * first import. Invariant: the page's action takes `intent=undo` with the import's id, and answers what was undone or why not.
 */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { ImportRefusal } from './sheet-import.tsx'

export interface EarlierImport {
  id: string
  fileName: string
  importedAt: string
  undoneAt: string | null
}

interface EarlierImportsProps<Import extends EarlierImport, Undone> {
  imports: Import[]
  /** the column that says what an import did */
  counted: { title: string; numeric?: boolean; cell: (one: Import) => ReactNode }
  /** what came back and what could not, in a sentence; for actions that tell it */
  undoneText?: (undone: Undone) => string
}

export function EarlierImports<Import extends EarlierImport, Undone = never>({
  imports,
  counted,
  undoneText,
}: EarlierImportsProps<Import, Undone>) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<ActionAnswer & { undone?: unknown }>()
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const asked = fetcher.formData?.get('import')
  const undo = (id: string): void =>
    fetcher.submit({ intent: 'undo', import: id }, { method: 'post', encType: 'multipart/form-data' })
  if (imports.length === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('sheets.earlier.title')}
        </Text>
        <div aria-live="polite">
          {said?.ok && (
            <Banner tone="info" title={t('sheets.earlier.undone')}>
              {undoneText && <p>{undoneText(said.undone as Undone)}</p>}
            </Banner>
          )}
          {said?.ok === false && <ImportRefusal answer={said} title={t('sheets.earlier.notUndone')} />}
        </div>
        <SimpleTable
          label={t('sheets.earlier.title')}
          rows={imports}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'file',
              title: t('sheets.earlier.file'),
              cell: ({ fileName }) => <span className="wrap-anywhere">{fileName}</span>,
            },
            {
              key: 'at',
              title: t('sheets.earlier.at'),
              nowrap: true,
              cell: ({ importedAt }) => format.instant(importedAt),
            },
            { key: 'what', ...counted },
            {
              key: 'undo',
              title: t('sheets.earlier.action'),
              cell: ({ id, undoneAt, fileName }) =>
                undoneAt === null ? (
                  <Button
                    size="slim"
                    disabled={busy}
                    loading={busy && asked === id}
                    accessibilityLabel={t('sheets.earlier.undoNamed', { file: fileName })}
                    onClick={() => undo(id)}
                  >
                    {t('sheets.earlier.undo')}
                  </Button>
                ) : (
                  t('sheets.earlier.undoneAt', { at: format.instant(undoneAt) })
                ),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
