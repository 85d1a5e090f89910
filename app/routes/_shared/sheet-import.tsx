/**
 * The way of a file into the shop, the same on every import page: choose it, see what it would do, do it once. In: the page's action, which answers
 * with a preview. Out: the hook that holds the file and what is known of it, and the cards around it. Invariant: choosing a file never writes,
 * and each chosen file has one id: sent twice it is the same import. What the server reads itself goes the same way, without a file.
 */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Card, DropZone, SkeletonBodyText, Text } from '@shopify/polaris'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFileRefusal } from '#app/ui/sheet-problems.tsx'
import type { ActionAnswer } from './action-answer.ts'

/** What an import page's action answers. */
export type ImportAnswer<Preview> = ActionAnswer & { preview: Preview | null }

export interface SheetImport<Preview> {
  /** of the chosen file, or of what the server reads itself; null: nothing is chosen */
  name: string | null
  /** of the chosen file; null: none is chosen */
  fileName: string | null
  importId: string | null
  /** what was last known of the chosen file: stays while an import that is refused answers without one */
  preview: Preview | null
  busy: boolean
  refused: (ActionAnswer & { ok: false }) | null
  done: boolean
  choose: (file: File | undefined) => void
  /** something that the server reads itself: its name, and the fields that say what it is */
  chooseOther: (name: string, fields: Record<string, string>) => void
  importNow: (fields?: Record<string, string>) => void
  /** asks again what the file would do, with other choices */
  previewNow: (fields: Record<string, string>) => void
}

interface Chosen {
  file: File | null
  name: string
  fields: Record<string, string>
  importId: string
}

/** @param imported what the action says when it has imported @param choices what goes with the file besides */
export function useSheetImport<Preview>(imported: string, choices: Record<string, string> = {}): SheetImport<Preview> {
  const fetcher = useFetcher<ImportAnswer<Preview>>()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [heard, setHeard] = useState<unknown>(undefined)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : (fetcher.data as ImportAnswer<Preview> | undefined)
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.preview !== null) setPreview(said.preview)
  }
  const send = (what: Chosen, intent: string, more: Record<string, string>): void => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ intent, import: what.importId, ...choices, ...what.fields, ...more }))
      form.set(name, value)
    if (what.file) form.set('file', what.file)
    fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' })
  }
  const take = (what: Omit<Chosen, 'importId'>): void => {
    const next = { ...what, importId: crypto.randomUUID() }
    setChosen(next)
    setPreview(null)
    send(next, 'preview', {})
  }
  return {
    name: chosen?.name ?? null,
    fileName: chosen?.file?.name ?? null,
    importId: chosen?.importId ?? null,
    preview,
    busy,
    refused: said?.ok === false ? said : null,
    done: said?.ok === true && said.said === imported,
    choose: (file) => {
      if (file) take({ file, name: file.name, fields: {} })
    },
    chooseOther: (name, fields) => take({ file: null, name, fields }),
    importNow: (more = {}) => {
      if (chosen) send(chosen, 'import', more)
    },
    previewNow: (more) => {
      if (chosen) send(chosen, 'preview', more)
    },
  }
}

/** Where the file is chosen or dropped. */
export function FileDrop({ sheet, label, hint }: { sheet: SheetImport<unknown>; label: string; hint: string }) {
  const { t } = useTranslation()
  const { fileName } = sheet
  return (
    <div className="file-drop">
      <DropZone
        label={label}
        accept=".csv,.tsv,.txt,.xlsx"
        allowMultiple={false}
        disabled={sheet.busy}
        onDrop={(files) => sheet.choose(files[0])}
      >
        <DropZone.FileUpload
          actionTitle={t(fileName === null ? 'sheets.import.choose' : 'sheets.import.another')}
          actionHint={fileName === null ? hint : t('sheets.import.chosen', { file: fileName })}
        />
      </DropZone>
    </div>
  )
}

/** What became of the file, said aloud: refused (`failed` is the title), done (`children`), being read. */
export function ImportNews({
  sheet,
  failed,
  children,
}: {
  sheet: SheetImport<unknown>
  failed: string
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div aria-live="polite">
      {sheet.refused && <ImportRefusal answer={sheet.refused} title={failed} />}
      {sheet.done && sheet.preview !== null && children}
      {sheet.busy && sheet.preview === null && sheet.name !== null && (
        <Card>
          <BlockStack gap="300">
            <Text as="p">{t('sheets.import.reading', { file: sheet.name })}</Text>
            <SkeletonBodyText lines={4} />
          </BlockStack>
        </Card>
      )}
    </div>
  )
}

export function ImportRefusal({ answer, title }: { answer: ActionAnswer & { ok: false }; title: string }) {
  const { t, i18n } = useTranslation()
  const refusal = useFileRefusal()
  const own = answer.fields.find(({ code }) => code !== undefined && i18n.exists(code))?.code
  return (
    <Banner tone="critical" title={title}>
      <p>{refusal(answer.fields) ?? (own ? t(own) : t(`pageError.${answer.code}.advice`))}</p>
    </Banner>
  )
}
