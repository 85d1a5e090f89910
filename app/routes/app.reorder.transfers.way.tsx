/** The card of the way between two locations: days and costs of a transfer, and of parcels sent straight from the origin. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toDecimal } from '#app/kernel/money.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { RouteForm, type Route } from '#app/tools/reorder/transfers/schema.ts'
import { routeCard, saveRouteCard } from '#app/tools/reorder/transfers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer, idParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useTransferRefusal } from './_shared/transfer-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const { searchParams } = new URL(request.url)
  const from = idParam(searchParams.get('from') ?? undefined)
  const to = idParam(searchParams.get('to') ?? undefined)
  return answer(async () => ({ ...(await routeCard(shop, from, to)), currency: shop.currency }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    await saveRouteCard(shop, RouteForm.parse(form))
    return 'reorderTransfers.said.waySaved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

type Fields = Omit<RouteForm, 'originLocationId' | 'destinationLocationId'>

function toFields(route: Route, currency: string): Fields {
  const days = (value: number | null): string => (value === null ? '' : String(value))
  // Nothing costs nothing unless somebody says so.
  const money = (minor: number | null): string => (minor === null || minor === 0 ? '' : toDecimal(minor, currency))
  return {
    days: days(route.days),
    costPerKg: money(route.costPerKgMinor),
    costPerUnit: money(route.costPerUnitMinor),
    fixed: money(route.fixedMinor),
    directDays: days(route.directDays),
    directPerUnit: route.directPerUnitMinor === null ? '' : toDecimal(route.directPerUnitMinor, currency),
  }
}

const TRANSFER = ['days', 'costPerKg', 'costPerUnit', 'fixed'] as const
const DIRECT = ['directDays', 'directPerUnit'] as const

export default function TransferWay() {
  const { places, route, currency } = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  const toast = useToast()
  const said = useActionData<ActionAnswer>()
  const busy = useNavigation().formMethod === 'POST'
  const refusalText = useTransferRefusal()
  const [fields, setFields] = useState(() => toFields(route, currency))
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const nameOf = (id: string): string => places.find((place) => place.id === id)?.name ?? id
  const names = { origin: nameOf(route.originLocationId), destination: nameOf(route.destinationLocationId) }
  const refused = said?.ok === false && said.fields.length === 0 ? refusalText(said) : null
  const errorAt = (name: keyof Fields): string | undefined => {
    const found = said?.ok === false ? said.fields.find(({ path }) => path[0] === name) : undefined
    if (!found) return undefined
    return t(
      i18n.exists(`reorderTransfers.error.${found.message}`)
        ? `reorderTransfers.error.${found.message}`
        : 'reorderTransfers.error.amount_invalid',
    )
  }
  const field = (name: keyof Fields) => (
    <TextField
      key={name}
      name={name}
      label={t(`reorderTransfers.wayForm.${name}`)}
      helpText={t(`reorderTransfers.wayForm.${name}Help`)}
      value={fields[name]}
      onChange={(value) => setFields({ ...fields, [name]: value })}
      suffix={name === 'days' || name === 'directDays' ? t('reorderTransfers.wayForm.unit') : currency}
      inputMode={name === 'days' || name === 'directDays' ? 'numeric' : 'decimal'}
      autoComplete="off"
      error={errorAt(name)}
    />
  )
  return (
    <PageFrame
      title={t('reorderTransfers.moves.from', names)}
      back={{ content: t('reorderTransfers.title'), url: '/app/reorder/transfers' }}
    >
      <ReorderNav current="transfers" />
      <Form method="post">
        <input type="hidden" name="originLocationId" value={route.originLocationId} />
        <input type="hidden" name="destinationLocationId" value={route.destinationLocationId} />
        <BlockStack gap="400">
          {refused && (
            <Banner tone="critical" title={refused.title}>
              <p>{refused.advice}</p>
            </Banner>
          )}
          <Card>
            <BlockStack gap="400">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  {t('reorderTransfers.wayForm.transfer')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('reorderTransfers.wayForm.transferWhat')}
                </Text>
              </BlockStack>
              <div className="field-row">{TRANSFER.map(field)}</div>
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="400">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  {t('reorderTransfers.wayForm.direct')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('reorderTransfers.wayForm.directWhat', names)}
                </Text>
              </BlockStack>
              <div className="field-row">{DIRECT.map(field)}</div>
            </BlockStack>
          </Card>
          <InlineStack>
            <Button submit variant="primary" loading={busy}>
              {t('reorderTransfers.wayForm.save')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </PageFrame>
  )
}
