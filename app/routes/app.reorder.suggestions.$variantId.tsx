/** One variant of the plan: what to order and why every unit, other quantities, demand with its forecast, how it is bought, a person's own forecast. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, List, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { listKeptFestivals } from '#app/facts/festivals.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { KeepingForm, NO_LIMITS } from '#app/tools/reorder/keeping/schema.ts'
import { OverrideForm, TakeForm, type PlanItem } from '#app/tools/reorder/planning/schema.ts'
import {
  getPlanned,
  orderSuggested,
  removeOverride,
  replan,
  setKeeping,
  setOverride,
} from '#app/tools/reorder/planning/service.server.ts'
import { placesOfVariant } from '#app/tools/reorder/transfers/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import { act, answer, idParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PlanAlternatives } from './_shared/plan-alternatives.tsx'
import { PlanExplanation } from './_shared/plan-explanation.tsx'
import { drawnDays, PlanForecast } from './_shared/plan-forecast.tsx'
import { PlanPlaces } from './_shared/plan-places.tsx'
import { PlanKeeping } from './_shared/plan-keeping.tsx'
import { PlanOwnForecast } from './_shared/plan-own-forecast.tsx'
import { PlanPromotions } from './_shared/plan-promotions.tsx'
import { PlanStock, PlanSupply } from './_shared/plan-facts.tsx'
import { PlanPast } from './_shared/plan-past.tsx'
import { HealthBadge, useNoteText } from './_shared/plan-words.tsx'
import { useErrorText } from './_shared/run-progress.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const variantId = idParam(params['variantId'])
  return answer(async () => {
    const planned = await getPlanned(shop, variantId)
    return {
      variantId,
      ...planned,
      places: await placesOfVariant(shop, variantId),
      festivals: await listKeptFestivals(shop, planned.item.asOf, drawnDays(planned.item.document)),
    }
  })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const variantId = idParam(params['variantId'])
  const form = Object.fromEntries(await request.formData())
  const now = new Date()
  return act(async () => {
    switch (form['intent']) {
      case 'order': {
        const lines = [{ variantId, units: Number(form['units']) }]
        await orderSuggested(shop, TakeForm.parse({ lines }), now.toISOString())
        return 'reorderPlan.said.orderedOne'
      }
      case 'forget':
        await removeOverride(shop, variantId, now)
        return 'reorderPlan.said.overrideRemoved'
      case 'keeping':
        await setKeeping(shop, variantId, KeepingForm.parse(form), now)
        return 'reorderPlan.said.keepingSaved'
      case 'again':
        await replan(shop, [variantId], now)
        return 'reorderPlan.said.replanned'
      default:
        await setOverride(shop, variantId, OverrideForm.parse(form), now)
        return 'reorderPlan.said.overrideSaved'
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Suggestion() {
  const { variantId, item, name, places, festivals } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const errorText = useErrorText()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  const busy = fetcher.state !== 'idle'
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const ask = (form: Record<string, string>): void =>
    fetcher.submit(form, { method: 'post', action: `/app/reorder/suggestions/${variantId}` })
  const title = name === null ? variantId : [name.title, name.variantTitle].filter((part) => part !== null).join(' · ')
  const refused = said?.ok === false && said.fields.length === 0 ? errorText(said.code) : null
  const { document } = item
  return (
    <PageFrame
      title={title}
      titleMetadata={<HealthBadge state={item.health} />}
      {...(name?.sku ? { subtitle: name.sku } : {})}
      back={{ content: t('reorderPlan.title'), url: '/app/reorder/suggestions' }}
      secondaryActions={[{ content: t('reorderPlan.again'), disabled: busy, onAction: () => ask({ intent: 'again' }) }]}
      fullWidth
    >
      <ReorderNav current="suggestions" />
      <BlockStack gap="400">
        {refused && (
          <Banner tone="critical" title={refused.what}>
            <p>{refused.advice}</p>
          </Banner>
        )}
        <TwoColumns
          side={
            <BlockStack gap="400">
              <PlanSupply supply={document.supply} />
              <PlanStock item={item} />
              <PlanPast document={document} />
              <PlanOwnForecast
                override={document.override}
                busy={busy}
                fields={said?.ok === false ? said.fields : []}
                onSave={(form) => ask({ intent: 'override', ...form })}
                onForget={() => ask({ intent: 'forget' })}
              />
              <PlanKeeping
                keeping={document.keeping ?? NO_LIMITS}
                busy={busy}
                fields={said?.ok === false ? said.fields : []}
                onSave={(form) => ask({ intent: 'keeping', ...form })}
              />
            </BlockStack>
          }
        >
          <BlockStack gap="400">
            <Decision item={item} busy={busy} onOrder={(units) => ask({ intent: 'order', units: String(units) })} />
            {document.decision.kind === 'order' && <PlanExplanation decision={document.decision} />}
            <PlanAlternatives
              alternatives={document.alternatives}
              suggested={item.quantity}
              currency={document.supply.currency}
              busy={busy}
              {...(item.supplierId === null
                ? {}
                : { onOrder: (units: number) => ask({ intent: 'order', units: String(units) }) })}
            />
            <PlanPlaces places={places} />
            <PlanForecast document={document} festivals={festivals} />
            <PlanPromotions document={document} asOf={item.asOf} />
          </BlockStack>
        </TwoColumns>
        <Text as="p" tone="subdued" variant="bodySm">
          {t('reorderPlan.asOf', { day: format.day(item.asOf) })}
        </Text>
      </BlockStack>
    </PageFrame>
  )
}

function Decision({ item, busy, onOrder }: { item: PlanItem; busy: boolean; onOrder: (units: number) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const noteText = useNoteText()
  const { decision } = item.document
  const position = decision.position
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingLg">
            {decision.kind === 'order'
              ? t('reorderPlan.decision.order', { quantity: format.number(decision.quantity) })
              : t(`reorderPlan.decision.${decision.kind}`)}
          </Text>
          <Badge>{item.abcXyz}</Badge>
        </InlineStack>
        {decision.kind === 'covered' && <Text as="p">{t(`reorderPlan.decision.${decision.reason}`)}</Text>}
        {decision.kind === 'refused' && <Text as="p">{t(`reorderPlan.refusal.${decision.refusal.code}`)}</Text>}
        {position && (
          <Text as="p" tone="subdued">
            {t('reorderPlan.position', {
              reorderPoint: format.number(position.reorderPoint),
              orderUpTo: format.number(position.orderUpTo),
              units: format.number(position.units),
            })}
          </Text>
        )}
        {decision.notes.length > 0 && (
          <List>
            {decision.notes.map((note) => (
              <List.Item key={note.code}>{noteText(note)}</List.Item>
            ))}
          </List>
        )}
        {decision.kind === 'order' &&
          (item.supplierId === null ? (
            <p>
              {t('reorderPlan.order.noSupplier')}{' '}
              <Link url="/app/reorder/suppliers">{t('reorderPlan.order.addSupplier')}</Link>
            </p>
          ) : (
            <InlineStack>
              <Button variant="primary" loading={busy} onClick={() => onOrder(decision.quantity)}>
                {t('reorderPlan.order.draft')}
              </Button>
            </InlineStack>
          ))}
      </BlockStack>
    </Card>
  )
}
