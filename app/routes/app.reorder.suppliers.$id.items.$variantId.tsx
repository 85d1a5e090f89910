/** One variant at one supplier: its code there, smallest order, pack, prices; who else sells it, and who is preferred. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData, useNavigate, useNavigation, useSubmit } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, Checkbox, InlineStack, Link, Text, TextField } from '@shopify/polaris'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { FieldError } from '#app/kernel/errors.ts'
import { toDecimal } from '#app/kernel/money.ts'
import { readMoney } from '#app/sheets/cells.ts'
import { unitPriceAt } from '#app/tools/reorder/policy/orderable.ts'
import { ItemDraft, type RemovedItem, type SupplierItem } from '#app/tools/reorder/suppliers/schema.ts'
import { preferSupplier, removeItem, saveItem, supplierItem } from '#app/tools/reorder/suppliers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer, idParam, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { readJson } from './_shared/supplier-action.server.ts'
import { wholeOrText } from './_shared/supplier-fields.ts'
import { SUPPLIERS, SupplierFrame, useRefusedFocus, useSupplierError } from './_shared/supplier-frame.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const variantId = idParam(params['variantId'])
  return answer(() => supplierItem(shop, id, variantId))
}

const NO_ERRORS: FieldError[] = []

type ItemAnswer = ActionAnswer & { removed?: RemovedItem }

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const variantId = idParam(params['variantId'])
  const form = await request.formData()
  const more: Pick<ItemAnswer, 'removed'> = {}
  const said = await act(async () => {
    switch (form.get('intent')) {
      case 'remove':
        more.removed = await removeItem(shop, id, variantId)
        return 'reorderSuppliers.said.itemRemoved'
      case 'prefer':
        await preferSupplier(shop, variantId, runIdParam(String(form.get('supplier'))))
        return 'reorderSuppliers.said.preferred'
      case 'preferNone':
        await preferSupplier(shop, variantId, null)
        return 'reorderSuppliers.said.preferredNone'
      default:
        await saveItem(shop, id, variantId, ItemDraft.parse(readJson(form.get('item'))), new Date())
        return 'reorderSuppliers.said.itemSaved'
    }
  })
  return data<ItemAnswer>({ ...said.data, ...more }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

interface Fields {
  supplierSku: string
  minimum: string
  pack: string
  breaks: { from: string; price: string }[]
  preferred: boolean
}

function toFields(item: SupplierItem | null, currency: string): Fields {
  return {
    supplierSku: item?.supplierSku ?? '',
    minimum: String(item?.minimumUnits ?? 0),
    pack: String(item?.packUnits ?? 1),
    breaks: (item?.priceBreaks ?? []).map(({ fromUnits, unitPriceMinor }) => ({
      from: String(fromUnits),
      price: toDecimal(unitPriceMinor, currency),
    })),
    preferred: item?.preferred ?? false,
  }
}

function toJson(fields: Fields, currency: string): string {
  return JSON.stringify({
    supplierSku: fields.supplierSku,
    minimumUnits: wholeOrText(fields.minimum) ?? 0,
    packUnits: wholeOrText(fields.pack) ?? 1,
    priceBreaks: fields.breaks.map(({ from, price }) => {
      const read = readMoney(price, currency)
      return { fromUnits: wholeOrText(from), unitPriceMinor: read.ok ? read.value : price }
    }),
    preferred: fields.preferred,
  })
}

export default function SupplierItemPage() {
  const { supplier, variantId, name, item, others } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const submit = useSubmit()
  const navigate = useNavigate()
  const { state, formData } = useNavigation()
  const toast = useToast()
  const said = useActionData<ItemAnswer>()
  const title = [name.title, name.variantTitle].filter((part) => part !== null).join(' · ')
  const list = `${SUPPLIERS}/${supplier.id}/items`
  const busy = formData?.get('intent') ?? null

  useEffect(() => {
    if (!said?.ok || state !== 'idle') return
    if (said.removed) navigate(list, { state: { removed: said.removed, name: title } })
    else toast(t(said.said))
    // Once for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said, state])

  return (
    <SupplierFrame supplier={supplier} current="items">
      <BlockStack gap="400">
        {said?.ok === false && said.fields.length === 0 && (
          <Banner tone="critical" title={t('reorderSuppliers.notSaved')}>
            <p>{t(`pageError.${said.code}.advice`)}</p>
          </Banner>
        )}
        {item === null && (
          <Banner tone="info" title={t('reorderSuppliers.item.new', { supplier: supplier.name })}>
            <p>{t('reorderSuppliers.item.newAdvice')}</p>
          </Banner>
        )}
        <ItemForm
          key={`${variantId} ${item?.updatedAt ?? ''} ${String(item?.preferred ?? false)}`}
          title={title}
          item={item}
          currency={supplier.currency}
          sku={name.sku}
          productId={name.productId}
          errors={said?.ok === false ? said.fields : NO_ERRORS}
          busy={busy === 'save'}
          removing={busy === 'remove'}
          onSave={(json) => submit({ intent: 'save', item: json }, { method: 'post' })}
          onRemove={() => submit({ intent: 'remove' }, { method: 'post' })}
        />
        {others.length > 0 && (
          <Others
            busy={state !== 'idle'}
            onPrefer={(id) =>
              submit(id === null ? { intent: 'preferNone' } : { intent: 'prefer', supplier: id }, { method: 'post' })
            }
          />
        )}
      </BlockStack>
    </SupplierFrame>
  )
}

interface ItemFormProps {
  title: string
  item: SupplierItem | null
  currency: string
  sku: string | null
  productId: string
  errors: FieldError[]
  busy: boolean
  removing: boolean
  onSave: (json: string) => void
  onRemove: () => void
}

function ItemForm({ title, item, currency, sku, productId, errors, busy, removing, onSave, onRemove }: ItemFormProps) {
  const { t } = useTranslation()
  const [fields, setFields] = useState(() => toFields(item, currency))
  const errorAt = useSupplierError(errors)
  const form = useRefusedFocus(errors)
  const set = (changes: Partial<Fields>): void => setFields({ ...fields, ...changes })
  const save = (event: FormEvent): void => {
    event.preventDefault()
    onSave(toJson(fields, currency))
  }
  const change = (index: number, changes: Partial<Fields['breaks'][number]>): void =>
    set({ breaks: fields.breaks.map((one, at) => (at === index ? { ...one, ...changes } : one)) })
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            <Text as="p" tone="subdued">
              {sku === null || sku === '' ? t('reorderSuppliers.item.noSku') : sku}{' '}
              <Link url={`/app/products/${productId}`}>{t('reorderSuppliers.item.openProduct')}</Link>
            </Text>
          </BlockStack>
          <div className="field-row">
            <TextField
              label={t('reorderSuppliers.items.column.supplierSku')}
              value={fields.supplierSku}
              onChange={(supplierSku) => set({ supplierSku })}
              autoComplete="off"
              spellCheck={false}
              error={errorAt('supplierSku')}
            />
            <TextField
              label={t('reorderSuppliers.items.column.minimum')}
              helpText={t('reorderSuppliers.item.minimumHelp')}
              value={fields.minimum}
              onChange={(minimum) => set({ minimum })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('minimumUnits')}
            />
            <TextField
              label={t('reorderSuppliers.items.column.pack')}
              helpText={t('reorderSuppliers.item.packHelp')}
              value={fields.pack}
              onChange={(pack) => set({ pack })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('packUnits')}
            />
          </div>
          <BlockStack gap="300">
            <BlockStack gap="100">
              <Text as="h3" variant="headingSm">
                {t('reorderSuppliers.item.prices')}
              </Text>
              <Text as="p" tone="subdued">
                {t('reorderSuppliers.item.pricesWhat')}
              </Text>
            </BlockStack>
            {fields.breaks.map((one, index) => (
              <div key={index} role="group" aria-label={t('reorderSuppliers.item.breakNumber', { number: index + 1 })}>
                <div className="field-row">
                  <TextField
                    label={t('reorderSuppliers.item.from')}
                    value={one.from}
                    onChange={(from) => change(index, { from })}
                    inputMode="numeric"
                    autoComplete="off"
                    error={errorAt('priceBreaks', index, 'fromUnits')}
                  />
                  <TextField
                    label={t('reorderSuppliers.item.unitPrice')}
                    value={one.price}
                    onChange={(price) => change(index, { price })}
                    suffix={currency}
                    inputMode="decimal"
                    autoComplete="off"
                    error={errorAt('priceBreaks', index, 'unitPriceMinor')}
                  />
                  <div className="field-row-end">
                    <Button
                      tone="critical"
                      accessibilityLabel={t('reorderSuppliers.form.removeNamed', {
                        name: t('reorderSuppliers.item.breakNumber', { number: index + 1 }),
                      })}
                      onClick={() => set({ breaks: fields.breaks.toSpliced(index, 1) })}
                    >
                      {t('reorderSuppliers.form.remove')}
                    </Button>
                  </div>
                </div>
              </div>
            ))}
            <InlineStack>
              <Button
                onClick={() =>
                  set({ breaks: [...fields.breaks, { from: fields.breaks.length === 0 ? '1' : '', price: '' }] })
                }
              >
                {t(fields.breaks.length === 0 ? 'reorderSuppliers.item.addPrice' : 'reorderSuppliers.item.addBreak')}
              </Button>
            </InlineStack>
          </BlockStack>
          <Checkbox
            label={t('reorderSuppliers.item.preferred')}
            helpText={t('reorderSuppliers.item.preferredHelp')}
            checked={fields.preferred}
            onChange={(preferred) => set({ preferred })}
          />
          <InlineStack gap="300" align="space-between">
            <Button submit variant="primary" loading={busy}>
              {t('reorderSuppliers.form.save')}
            </Button>
            {item !== null && (
              <Button tone="critical" onClick={onRemove} loading={removing}>
                {t('reorderSuppliers.item.remove')}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </Card>
    </form>
  )
}

function Others({ busy, onPrefer }: { busy: boolean; onPrefer: (id: string | null) => void }) {
  const { others } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderSuppliers.item.others')}
        </Text>
        <SimpleTable
          label={t('reorderSuppliers.item.others')}
          rows={others}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('reorderSuppliers.list.column.name'),
              cell: (other) => <Link url={`${SUPPLIERS}/${other.id}`}>{other.name}</Link>,
            },
            {
              key: 'price',
              title: t('reorderSuppliers.items.column.price'),
              numeric: true,
              cell: (other) => {
                const price = unitPriceAt(other.priceBreaks, 1)
                return price === null ? (
                  <NoValue meaning={t('reorderSuppliers.unknown')} />
                ) : (
                  format.money(price, other.currency)
                )
              },
            },
            {
              key: 'preferred',
              title: t('reorderSuppliers.items.column.state'),
              cell: (other) =>
                other.preferred ? (
                  <InlineStack gap="200" blockAlign="center">
                    <Badge tone="success">{t('reorderSuppliers.items.preferred')}</Badge>
                    <Button size="slim" disabled={busy} onClick={() => onPrefer(null)}>
                      {t('reorderSuppliers.item.preferNone')}
                    </Button>
                  </InlineStack>
                ) : (
                  <Button
                    size="slim"
                    disabled={busy}
                    accessibilityLabel={t('reorderSuppliers.item.preferNamed', { name: other.name })}
                    onClick={() => onPrefer(other.id)}
                  >
                    {t('reorderSuppliers.item.prefer')}
                  </Button>
                ),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
