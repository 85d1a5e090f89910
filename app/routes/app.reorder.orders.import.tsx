/** Importing open purchase orders and suppliers of another system: choose a file, see what it would add, import it once; take it back. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, Select, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  ImportChoices,
  type ImportCounts,
  type OrderImportPreview,
  type UndoneOrders,
} from '#app/tools/reorder/order-import/schema.ts'
import {
  fileSource,
  importOrders,
  importPage,
  nativeSource,
  previewOrders,
  undoOrders,
} from '#app/tools/reorder/order-import/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { EarlierImports } from './_shared/earlier-imports.tsx'
import { OrderPreview } from './_shared/order-import-preview.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { FileDrop, ImportNews, useSheetImport } from './_shared/sheet-import.tsx'
import { readUpload } from './_shared/upload.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(() => importPage(shop))
}

const ImportId = z.uuid()
/** What the page says to read the orders of the Shopify admin instead of a file. */
const SHOPIFY = 'shopify'
/** The digest of what was shown; '' for a file, which is the same file. */
const Seen = z.string().transform((text) => (text === '' ? null : text))

interface Done {
  preview: OrderImportPreview | null
  undone: UndoneOrders | null
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const done: Done = { preview: null, undone: null }
  const said = await act(async () => {
    const form = await readUpload(request)
    if (form.get('intent') === 'undo') {
      done.undone = await undoOrders(shop, ImportId.parse(form.get('import')), new Date())
      return 'reorderImport.undone'
    }
    const choices = ImportChoices.parse({
      supplierId: form.get('supplierId') ?? '',
      locationId: form.get('locationId'),
      currency: form.get('currency'),
    })
    const source = form.get('source') === SHOPIFY ? await nativeSource(shop) : await fileSource(form.get('file'))
    if (form.get('intent') !== 'import') {
      done.preview = await previewOrders(shop, source, choices)
      return 'reorderImport.previewed'
    }
    const id = ImportId.parse(form.get('import'))
    const seen = Seen.parse(form.get('seen') ?? '')
    const wanted = { id, source, seen, leaveOut: form.get('leaveOut') === 'true', choices }
    done.preview = await importOrders(shop, wanted, new Date())
    return 'reorderImport.imported'
  })
  return data({ ...said.data, ...done }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ImportOrders() {
  const { suppliers, places, currency } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const [choices, setChoices] = useState({ supplierId: '', locationId: places[0]?.id ?? '0', currency })
  const sheet = useSheetImport<OrderImportPreview>('reorderImport.imported', choices)
  const choose = (change: Partial<typeof choices>): void => {
    const next = { ...choices, ...change }
    setChoices(next)
    if (/^[A-Z]{3}$/.test(next.currency) && !sheet.done) sheet.previewNow(next)
  }
  return (
    <PageFrame
      title={t('reorderImport.title')}
      back={{ content: t('reorderOrders.title'), url: '/app/reorder/orders' }}
    >
      <ReorderNav current="orders" />
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="p">{t('reorderImport.what')}</Text>
              <Text as="p" tone="subdued">
                {t('reorderImport.columns')}
              </Text>
            </BlockStack>
            <Select
              label={t('reorderImport.choices.supplier')}
              options={[
                { value: '', label: t('reorderImport.choices.supplierFile') },
                ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={choices.supplierId}
              onChange={(supplierId) => choose({ supplierId })}
              disabled={sheet.busy}
            />
            <Select
              label={t('reorderImport.choices.location')}
              options={places.map(({ id, name }) => ({ value: id, label: name }))}
              value={choices.locationId}
              onChange={(locationId) => choose({ locationId })}
              disabled={sheet.busy}
            />
            <TextField
              label={t('reorderImport.choices.currency')}
              value={choices.currency}
              onChange={(text) => choose({ currency: text.trim().toUpperCase().slice(0, 3) })}
              autoComplete="off"
              maxLength={3}
              {...(/^[A-Z]{3}$/.test(choices.currency) ? {} : { error: t('sheets.line.not_a_currency') })}
            />
            <BlockStack gap="200" inlineAlign="start">
              <Text as="h2" variant="headingMd">
                {t('reorderImport.native.title')}
              </Text>
              <Text as="p" tone="subdued">
                {t('reorderImport.native.what')}
              </Text>
              <Button
                loading={sheet.busy && sheet.name === t('reorderImport.native.name')}
                disabled={sheet.busy}
                onClick={() => sheet.chooseOther(t('reorderImport.native.name'), { source: SHOPIFY })}
              >
                {t('reorderImport.native.read')}
              </Button>
            </BlockStack>
            <FileDrop sheet={sheet} label={t('reorderImport.file')} hint={t('reorderImport.hint')} />
          </BlockStack>
        </Card>
        <ImportNews sheet={sheet} failed={t('reorderImport.failed')}>
          {sheet.preview && <Imported preview={sheet.preview} />}
        </ImportNews>
        {sheet.preview && !sheet.done && (
          <OrderPreview
            preview={sheet.preview}
            busy={sheet.busy}
            onImport={(leaveOut) => sheet.importNow({ leaveOut: String(leaveOut), seen: sheet.preview?.digest ?? '' })}
          />
        )}
        <Imports />
      </BlockStack>
    </PageFrame>
  )
}

function Imported({ preview }: { preview: OrderImportPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isOrders = preview.kind === 'orders'
  return (
    <Banner
      tone="success"
      title={t('reorderImport.done')}
      action={{
        content: t(isOrders ? 'reorderImport.seeOrders' : 'reorderImport.seeSuppliers'),
        url: isOrders ? '/app/reorder/orders' : '/app/reorder/suppliers',
      }}
    >
      <p>
        {t('reorderImport.doneWhat', {
          orders: format.number(preview.orderCount),
          suppliers: format.number(preview.newSuppliers.length),
          items: format.number(preview.items),
        })}
      </p>
    </Banner>
  )
}

function Imports() {
  const { imports } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const countsText = ({ orders, suppliers, items }: ImportCounts): string =>
    t('reorderImport.counts', {
      orders: format.number(orders),
      suppliers: format.number(suppliers),
      items: format.number(items),
    })
  return (
    <EarlierImports
      imports={imports}
      counted={{ title: t('reorderImport.earlierWhat'), cell: ({ counts }) => countsText(counts) }}
      undoneText={({ removed, kept }: UndoneOrders) =>
        t('reorderImport.undoneWhat', { removed: countsText(removed), kept: countsText(kept) })
      }
    />
  )
}
