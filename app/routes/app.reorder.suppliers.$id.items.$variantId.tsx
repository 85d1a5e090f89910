/** One variant at one supplier: its code there, smallest order, pack, prices; who else sells it, and who is preferred. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData, useNavigate, useNavigation, useSubmit } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { FieldError } from '#app/kernel/errors.ts'
import { unitPriceAt } from '#app/tools/reorder/policy/orderable.ts'
import { ItemDraft, type RemovedItem } from '#app/tools/reorder/suppliers/schema.ts'
import { preferSupplier, removeItem, saveItem, supplierItem } from '#app/tools/reorder/suppliers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer, idParam, readJson, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { SUPPLIERS, SupplierFrame } from './_shared/supplier-frame.tsx'
import { ItemForm } from './_shared/supplier-item-form.tsx'

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
