/** Everything from one supplier: what is suggested, fitted to its order minimum, a container, a budget; then drafted, or put on a draft that is filled up. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Link } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { FittedForm, LimitsForm, type Fit } from '#app/tools/reorder/limits/schema.ts'
import { draftFitted, fitOrder, suggestedFrom, type FitView } from '#app/tools/reorder/limits/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { act, answer, readJson, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { FittedLines } from './_shared/fit-lines.tsx'
import { LimitsCard } from './_shared/fit-limits.tsx'
import { FitTotals } from './_shared/fit-totals.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useRefusedText } from './_shared/purchase-words.tsx'
import { SupplierFrame } from './_shared/supplier-frame.tsx'

/** Lines from which fitting takes long enough to be told that it does. */
const LONG_ORDER = 200

const DraftId = z.union([z.literal('').transform(() => null), z.uuid()])

/** The draft that is filled up, of the address. What is no id is none. */
function draftOf(request: Request): string | null {
  const asked = DraftId.safeParse(new URL(request.url).searchParams.get('draft') ?? '')
  return asked.success ? asked.data : null
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(() => suggestedFrom(shop, id, draftOf(request), new Date()))
}

type FitAnswer = ActionAnswer & { view?: FitView }

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = await request.formData()
  const more: Pick<FitAnswer, 'view'> = {}
  const answered = await act(async () => {
    if (form.get('intent') === 'draft') {
      const order = await draftFitted(shop, id, FittedForm.parse(readJson(form.get('order'))), new Date().toISOString())
      throw redirect(`/app/reorder/orders/${order.id}`)
    }
    const limits = LimitsForm.parse(Object.fromEntries(form))
    more.view = await fitOrder(shop, id, draftOf(request), limits, new Date(), { signal: request.signal })
    return 'reorderLimits.said.fitted'
  })
  return data<FitAnswer>({ ...answered.data, ...more }, answered.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function OrderFromSupplier() {
  const start = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const toast = useToast()
  const refusedText = useRefusedText()
  const fitting = useFetcher<FitAnswer>()
  const drafting = useFetcher<FitAnswer>()
  const said = fitting.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const shown: FitView = said?.ok && said.view ? said.view : start
  const { supplier, draft, fit, names } = shown
  const { id, currency } = supplier
  const here = `/app/reorder/suppliers/${id}/order${draft ? `?draft=${draft.id}` : ''}`
  const ordered = fit.outcome.lines.filter(({ units }) => units > 0)
  const refused = [said, drafting.data].find(
    (one) => one?.ok === false && one.fields.every(({ path }) => path.length === 0 || path[0] === 'lines'),
  )
  const refusal = refused?.ok === false ? refusedText(refused) : null
  const take = (): void =>
    drafting.submit(
      {
        intent: 'draft',
        order: JSON.stringify({
          lines: ordered.map(({ variantId, units }) => ({ variantId, units })),
          orderId: draft?.id ?? null,
        }),
      },
      { method: 'post', action: here },
    )
  return (
    <SupplierFrame supplier={supplier} current="order">
      <BlockStack gap="400">
        {refusal && (
          <Banner tone="critical" title={refusal.title}>
            <p>{refusal.advice}</p>
          </Banner>
        )}
        {draft && <Filling view={shown} />}
        <LimitsCard
          key={id}
          currency={currency}
          minimumMinor={fit.limits.leastCostMinor}
          isFilling={draft !== null}
          fields={said?.ok === false ? said.fields : []}
          busy={fitting.state !== 'idle'}
          onFit={(limits) => fitting.submit({ intent: 'fit', ...limits }, { method: 'post', action: here })}
        />
        {fitting.state === 'submitting' && fit.outcome.lines.length >= LONG_ORDER && (
          <Banner tone="info" title={t('reorderLimits.working.title', { lines: fit.outcome.lines.length })}>
            <p>{t('reorderLimits.working.advice')}</p>
          </Banner>
        )}
        <Outcome fit={fit} currency={currency} wasAsked={said?.ok === true} />
        {fit.outcome.lines.length === 0 ? (
          <Card>
            <ListEmpty
              title={t('reorderLimits.empty')}
              advice={t('reorderLimits.emptyAdvice')}
              action={{
                content: t('reorder.nav.suggestions'),
                url: `/app/reorder/suggestions?view=all&supplier=${id}`,
              }}
            />
          </Card>
        ) : (
          <>
            <FitTotals fit={fit} currency={currency} />
            <FittedLines lines={fit.outcome.lines} names={names} supplierId={id} currency={currency} />
            {ordered.length > 0 && fit.outcome.kind !== 'refused' && (
              <InlineStack>
                <Button variant="primary" loading={drafting.state !== 'idle'} onClick={take}>
                  {draft
                    ? t('reorderLimits.putOnDraft', { name: draft.name })
                    : t('reorderLimits.draft', { count: ordered.length })}
                </Button>
              </InlineStack>
            )}
          </>
        )}
      </BlockStack>
    </SupplierFrame>
  )
}

function Filling({ view: { draft, supplier, fit } }: { view: FitView }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!draft) return null
  const missing = fit.limits.leastCostMinor ?? 0
  return (
    <Banner
      tone="info"
      title={
        missing > 0
          ? t('reorderLimits.filling.title', { name: draft.name, missing: format.money(missing, supplier.currency) })
          : t('reorderLimits.filling.reached', { name: draft.name })
      }
    >
      <p>
        {t('reorderLimits.filling.what')} <Link url={`/app/reorder/orders/${draft.id}`}>{draft.name}</Link>
      </p>
    </Banner>
  )
}

/** What became of the limits, in words. */
function Outcome({ fit, currency, wasAsked }: { fit: Fit; currency: string; wasAsked: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { outcome, limits } = fit
  const money = (minor: number): string => format.money(minor, currency)
  const missing = (limits.leastCostMinor ?? 0) - fit.before.costMinor
  if (outcome.kind === 'refused') {
    const { refusal } = outcome
    return (
      <Banner tone="warning" title={t(`reorderLimits.refusal.${refusal.code}.title`)}>
        <p>
          {t(`reorderLimits.refusal.${refusal.code}.advice`, {
            reach: refusal.code === 'minimum_beyond_sense' ? money(refusal.reachMinor) : '',
            minimum: money(limits.leastCostMinor ?? 0),
          })}
        </p>
      </Banner>
    )
  }
  if (outcome.kind === 'fits') {
    if (!wasAsked && missing > 0)
      return (
        <Banner tone="warning" title={t('reorderLimits.below.title', { missing: money(missing) })}>
          <p>{t('reorderLimits.below.advice')}</p>
        </Banner>
      )
    return wasAsked ? <Banner tone="success" title={t('reorderLimits.fits')} /> : null
  }
  const reasons = [...outcome.cuts.map((cut) => `cut.${cut}`), ...(outcome.raised ? ['raised'] : [])]
  return (
    <Banner tone="info" title={t('reorderLimits.fitted.title')}>
      <BlockStack gap="100">
        {reasons.map((reason) => (
          <p key={reason}>{t(`reorderLimits.fitted.${reason}`)}</p>
        ))}
        <p>
          {outcome.lostMinor > 0
            ? t('reorderLimits.fitted.lost', { amount: format.money(outcome.lostMinor) })
            : t('reorderLimits.fitted.noLoss')}
        </p>
        {!outcome.proven && <p>{t('reorderLimits.fitted.notProven')}</p>}
      </BlockStack>
    </Banner>
  )
}
