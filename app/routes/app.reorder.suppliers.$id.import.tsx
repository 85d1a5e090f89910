/** Importing a supplier's price list: choose a file, see what it would change and what is wrong in it, apply it once; take it back. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  importItems,
  importPage,
  previewItems,
  undoImport,
  type ItemImportPreview,
  type UndoneImport,
} from '#app/tools/reorder/supplier-import/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import { EarlierImports } from './_shared/earlier-imports.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { SUPPLIERS, SupplierFrame } from './_shared/supplier-frame.tsx'
import { ItemPreview } from './_shared/supplier-import-preview.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(() => importPage(shop, id))
}

const ImportId = z.uuid()

interface Done {
  preview: ItemImportPreview | null
  undone: UndoneImport | null
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const done: Done = { preview: null, undone: null }
  const said = await act(async () => {
    const form = await readUpload(request)
    switch (form.get('intent')) {
      case 'undo':
        done.undone = await undoImport(shop, id, ImportId.parse(form.get('import')), new Date())
        return 'reorderSuppliers.import.undone'
      case 'import': {
        const wanted = {
          id: ImportId.parse(form.get('import')),
          file: form.get('file'),
          leaveOut: form.get('leaveOut') === 'true',
        }
        done.preview = await importItems(shop, id, wanted, new Date())
        return 'reorderSuppliers.import.imported'
      }
      default:
        done.preview = await previewItems(shop, id, form.get('file'))
        return 'reorderSuppliers.import.previewed'
    }
  })
  return data({ ...said.data, ...done }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ImportItems() {
  const { supplier, items } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const sheet = useSheetImport<ItemImportPreview>('reorderSuppliers.import.imported')
  return (
    <SupplierFrame supplier={supplier} current="import">
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="p">{t('reorderSuppliers.import.what', { currency: supplier.currency })}</Text>
              <Text as="p" tone="subdued">
                {t('reorderSuppliers.import.columns')}
              </Text>
            </BlockStack>
            <Text as="p" tone="subdued">
              {t(items === 0 ? 'reorderSuppliers.import.templateAll' : 'reorderSuppliers.import.template')}
            </Text>
            <InlineStack gap="200">
              {(['csv', 'xlsx'] as const).map((kind) => (
                <DownloadButton
                  key={kind}
                  url={`${SUPPLIERS}/${supplier.id}/export/${kind}`}
                  label={t(`reorderSuppliers.export.${kind}`)}
                  failed={t('reorderSuppliers.export.failed')}
                />
              ))}
            </InlineStack>
            <FileDrop
              sheet={sheet}
              label={t('reorderSuppliers.import.file')}
              hint={t('reorderSuppliers.import.hint')}
            />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('reorderSuppliers.import.failed')}>
          {sheet.preview && <Imported preview={sheet.preview} base={`${SUPPLIERS}/${supplier.id}`} />}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <ItemPreview
            preview={sheet.preview}
            currency={supplier.currency}
            busy={sheet.busy}
            onImport={(leaveOut) => sheet.importNow({ leaveOut: String(leaveOut) })}
          />
        )}
        <Imports />
      </BlockStack>
    </SupplierFrame>
  )
}

function Imported({ preview, base }: { preview: ItemImportPreview; base: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Banner
      tone="success"
      title={t('reorderSuppliers.import.done')}
      action={{ content: t('reorderSuppliers.import.see'), url: `${base}/items` }}
    >
      <p>
        {t('reorderSuppliers.import.doneWhat', {
          added: format.number(preview.added),
          changed: format.number(preview.changed),
        })}
      </p>
    </Banner>
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
        title: t('reorderSuppliers.import.items'),
        numeric: true,
        cell: ({ items }) => format.number(items),
      }}
      undoneText={({ restored, kept }: UndoneImport) =>
        t('reorderSuppliers.import.undoneWhat', { restored: format.number(restored), kept: format.number(kept) })
      }
    />
  )
}
