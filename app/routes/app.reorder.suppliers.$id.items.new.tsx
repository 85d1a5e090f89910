/** Finding a variant that a supplier sells: a search in the address, each hit leads to its terms. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, useLoaderData, useNavigation } from '@remix-run/react'
import { BlockStack, Button, Card, Link, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchVariants } from '#app/mirror/variant-search.server.ts'
import type { FoundVariant } from '#app/mirror/views.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { ItemQuery } from '#app/tools/reorder/suppliers/schema.ts'
import { supplierCard } from '#app/tools/reorder/suppliers/service.server.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { answer, parseQuery, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { SUPPLIERS, SupplierFrame } from './_shared/supplier-frame.tsx'

const MOST_FOUND = 30

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const { search } = parseQuery(ItemQuery, request)
  return answer(async () => {
    const supplier = await supplierCard(shop, id)
    return { supplier, search: search ?? '', found: await searchVariants(shop, search ?? '', MOST_FOUND) }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FindVariant() {
  const { supplier, search, found } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const loading = useNavigation().state === 'loading'
  const [text, setText] = useState(search)
  return (
    <SupplierFrame supplier={supplier} current="items">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('reorderSuppliers.items.findTitle')}
          </Text>
          <Form role="search">
            <TextField
              label={t('reorderSuppliers.items.find')}
              name="search"
              type="search"
              value={text}
              onChange={setText}
              autoComplete="off"
              connectedRight={
                <Button submit loading={loading}>
                  {t('reorderSuppliers.items.findAction')}
                </Button>
              }
            />
          </Form>
          {found.length === 0 ? (
            <ListEmpty title={t('list.noMatch')} advice={t('reorderSuppliers.items.findNothing')} />
          ) : (
            <ul aria-label={t('reorderSuppliers.items.found')}>
              {found.map((variant) => (
                <li key={variant.id} className="plain-item">
                  <Link url={`${SUPPLIERS}/${supplier.id}/items/${variant.id}`}>{nameOf(variant)}</Link>
                </li>
              ))}
            </ul>
          )}
          {found.length === MOST_FOUND && (
            <Text as="p" tone="subdued">
              {t('reorderSuppliers.items.findMore')}
            </Text>
          )}
        </BlockStack>
      </Card>
    </SupplierFrame>
  )
}

function nameOf({ title, variantTitle, sku }: FoundVariant): string {
  return [title, variantTitle, sku].filter((part) => part !== null && part !== '').join(' · ')
}
