/** Transfers: what lies in the wrong place with three ways compared, transfers made in one click, and the list of them. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Card, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { NewTransferForm } from '#app/tools/reorder/transfers/schema.ts'
import {
  canMakeTransfers,
  createTransfer,
  giveUpTransfer,
  retryTransfer,
  transferOverview,
} from '#app/tools/reorder/transfers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { act, answer, readJson } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { TransferList } from './_shared/transfer-list.tsx'
import { MoveCard } from './_shared/transfer-moves.tsx'
import { TransferPermission, useTransferRefusal } from './_shared/transfer-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ ...(await transferOverview(shop)), mayMake: canMakeTransfers(shop) }))
}

const Id = z.uuid()

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = await request.formData()
  return act(async () => {
    switch (form.get('intent')) {
      case 'retry':
        await retryTransfer(shop, Id.parse(form.get('id')))
        return 'reorderTransfers.said.retried'
      case 'giveUp':
        await giveUpTransfer(shop, Id.parse(form.get('id')))
        return 'reorderTransfers.said.givenUp'
      default:
        await createTransfer(shop, NewTransferForm.parse(readJson(form.get('transfer'))), new Date().toISOString())
        return 'reorderTransfers.said.created'
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Transfers() {
  const { places, groups, isCut, transfers, mayMake } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  // A transfer on its way to Shopify is there in a moment.
  usePolling(mayMake && transfers.some(({ state }) => state === 'planned'))
  const refusalText = useTransferRefusal()
  const refused = said?.ok === false && fetcher.state === 'idle' ? refusalText(said) : null
  const asked = fetcher.formData?.get('intent')
  const ask = (form: Record<string, string>): void =>
    fetcher.submit(form, { method: 'post', action: '/app/reorder/transfers?index' })
  return (
    <PageFrame title={t('reorderTransfers.title')} fullWidth>
      <ReorderNav current="transfers" />
      <BlockStack gap="400">
        {refused && (
          <Banner tone="critical" title={refused.title}>
            <p>{refused.advice}</p>
          </Banner>
        )}
        {!mayMake && places.length > 1 && <TransferPermission />}
        {groups.length === 0 ? (
          <Card>
            <ListEmpty
              title={t(places.length < 2 ? 'reorderTransfers.one' : 'reorderTransfers.even')}
              advice={t(places.length < 2 ? 'reorderTransfers.oneAdvice' : 'reorderTransfers.evenAdvice')}
              action={{ content: t('reorder.nav.suggestions'), url: '/app/reorder/suggestions' }}
            />
          </Card>
        ) : (
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t('reorderTransfers.moves.title')}
              </Text>
              <Text as="p" tone="subdued">
                {t('reorderTransfers.moves.what')}
              </Text>
              {isCut && <Text as="p">{t('reorderTransfers.moves.cut')}</Text>}
            </BlockStack>
            {groups.map((group) => (
              <MoveCard
                key={`${group.origin.id} ${group.destination.id}`}
                group={group}
                mayMake={mayMake}
                busy={asked === `create ${group.offerId}`}
                fields={said?.ok === false ? said.fields : []}
                onMake={(lines) =>
                  ask({
                    intent: `create ${group.offerId}`,
                    transfer: JSON.stringify({
                      id: group.offerId,
                      originLocationId: group.origin.id,
                      destinationLocationId: group.destination.id,
                      lines,
                    }),
                  })
                }
              />
            ))}
          </BlockStack>
        )}
        <TransferList
          transfers={transfers}
          busy={fetcher.state !== 'idle'}
          onRetry={(id) => ask({ intent: 'retry', id })}
          onGiveUp={(id) => ask({ intent: 'giveUp', id })}
        />
      </BlockStack>
    </PageFrame>
  )
}
