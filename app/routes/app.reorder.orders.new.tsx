/** A new purchase order: from whom, and where the goods are received. Its lines are put on the order's own page. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Select } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { NewOrderForm } from '#app/tools/reorder/purchase-orders/schema.ts'
import { createDraft, orderChoices } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useFieldText, useRefusedText } from './_shared/purchase-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const asked = new URL(request.url).searchParams.get('supplier')
  return answer(async () => {
    const { suppliers, places } = await orderChoices(shop)
    return { suppliers: suppliers.filter(({ archived }) => !archived), places, asked }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const order = await createDraft(shop, NewOrderForm.parse(form), new Date().toISOString())
    throw redirect(`/app/reorder/orders/${order.id}`)
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function NewPurchaseOrder() {
  const { suppliers, places, asked } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const said = useActionData<ActionAnswer>()
  const busy = useNavigation().formMethod !== undefined
  const fieldText = useFieldText()
  const refused = useRefusedText()
  const [supplierId, setSupplierId] = useState(suppliers.find(({ id }) => id === asked)?.id ?? suppliers[0]?.id ?? '')
  const [locationId, setLocationId] = useState(places[0]?.id ?? '')
  const fields = said?.ok === false ? said.fields : []
  const errorIn = (name: string) => {
    const text = fieldText(fields, name)
    return text === undefined ? {} : { error: text }
  }
  const general = said?.ok === false && said.code !== 'invalid_input' ? refused(said) : null
  return (
    <PageFrame
      title={t('reorderOrders.new.title')}
      back={{ content: t('reorderOrders.title'), url: '/app/reorder/orders' }}
    >
      <ReorderNav current="orders" />
      <BlockStack gap="400">
        {general && (
          <Banner tone="critical" title={general.title}>
            <p>{general.advice}</p>
          </Banner>
        )}
        <Card>
          {suppliers.length === 0 ? (
            <ListEmpty
              title={t('reorderOrders.new.noSupplier')}
              advice={t('reorderOrders.new.noSupplierAdvice')}
              action={{ content: t('reorderOrders.new.toSuppliers'), url: '/app/reorder/suppliers' }}
            />
          ) : (
            <Form method="post">
              <BlockStack gap="400">
                <Select
                  label={t('reorderOrders.details.supplier')}
                  name="supplierId"
                  options={suppliers.map(({ id, name }) => ({ value: id, label: name }))}
                  value={supplierId}
                  onChange={setSupplierId}
                  {...errorIn('supplierId')}
                />
                <Select
                  label={t('reorderOrders.details.place')}
                  name="locationId"
                  options={places.map(({ id, name }) => ({ value: id, label: name }))}
                  value={locationId}
                  onChange={setLocationId}
                  {...errorIn('locationId')}
                />
                <InlineStack>
                  <Button submit variant="primary" loading={busy}>
                    {t('reorderOrders.new.create')}
                  </Button>
                </InlineStack>
              </BlockStack>
            </Form>
          )}
        </Card>
      </BlockStack>
    </PageFrame>
  )
}
