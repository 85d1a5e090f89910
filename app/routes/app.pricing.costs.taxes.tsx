/** Taxes and duties with their days of validity: the merchant's own lines, which can be changed, and the shipped ones, which can be replaced. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { TaxLine } from '#app/tools/pricing/costs/schema.ts'
import { removeTaxRate, saveTaxRate, taxTable } from '#app/tools/pricing/costs/service.server.ts'
import { readTaxLineForm, taxLineFields } from '#app/tools/pricing/costs/tax-form.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { CostsChoice, CostsField, CostsForm, MoneyFields, useCostsForm } from './_shared/costs-form.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ ...(await taxTable(shop)), currency: shop.currency }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const id = typeof form['id'] === 'string' && form['id'] !== '' ? runIdParam(form['id']) : undefined
  return act(async () => {
    if (form['intent'] === 'remove' && id !== undefined) {
      await removeTaxRate(shop, id)
      return 'pricingCosts.taxes.removed'
    }
    await saveTaxRate(shop, readTaxLineForm(form, shop.currency), id)
    return 'pricingCosts.taxes.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** Which line the form is filled from: `id` empty for a new one. */
interface Editing {
  id: string
  line: TaxLine | null
}

export default function Taxes() {
  const { own, shipped, today, currency } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const nameOf = (line: TaxLine): string => format.country(line.destination) ?? line.destination
  const [editing, setEditing] = useState<Editing | null>(null)
  const [removing, setRemoving] = useState<TaxLine | null>(null)
  const edit = (next: Editing): void => {
    setEditing(next)
    document.getElementById('tax-form')?.scrollIntoView({ block: 'start' })
  }
  const version = JSON.stringify(own)
  return (
    <PageFrame
      title={t('pricingCosts.taxes.title')}
      back={{ content: t('pricingCosts.title'), url: '/app/pricing/costs' }}
    >
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          {t('pricingCosts.taxes.what')}
        </Text>
        <div id="tax-form">
          <Card>
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                {t(editing && editing.id !== '' ? 'pricingCosts.taxes.change' : 'pricingCosts.taxes.add')}
              </Text>
              <CostsForm
                key={`${editing?.id ?? ''} ${editing?.line?.id ?? ''} ${version}`}
                id="tax-line-save-bar"
                initial={taxLineFields(editing?.line ?? null, today, currency)}
                extra={{ intent: 'save', id: editing?.id ?? '' }}
                startsDirty={editing !== null && editing.id === ''}
                onDone={() => setEditing(null)}
              >
                <LineFields />
              </CostsForm>
            </BlockStack>
          </Card>
        </div>
        <Card padding="0">
          <BlockStack>
            <div className="card-head">
              <Text as="h2" variant="headingMd">
                {t('pricingCosts.taxes.own')}
              </Text>
            </div>
            {own.length === 0 ? (
              <ListEmpty title={t('pricingCosts.taxes.none')} advice={t('pricingCosts.taxes.noneAdvice')} />
            ) : (
              <Lines
                label={t('pricingCosts.taxes.own')}
                rows={own.map((line) => ({ line, prefixes: [line.hsPrefix] }))}
                today={today}
                actions={(line) => (
                  <InlineStack gap="200" wrap={false}>
                    <Button
                      size="slim"
                      accessibilityLabel={t('pricingCosts.taxes.changeOf', { country: nameOf(line) })}
                      onClick={() => edit({ id: line.id, line })}
                    >
                      {t('pricingCosts.taxes.edit')}
                    </Button>
                    <Button
                      size="slim"
                      tone="critical"
                      accessibilityLabel={t('pricingCosts.taxes.removeOf', { country: nameOf(line) })}
                      onClick={() => setRemoving(line)}
                    >
                      {t('pricingCosts.taxes.remove')}
                    </Button>
                  </InlineStack>
                )}
              />
            )}
          </BlockStack>
        </Card>
        <Card padding="0">
          <BlockStack>
            <div className="card-head">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  {t('pricingCosts.taxes.shipped')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('pricingCosts.taxes.shippedWhat')}
                </Text>
              </BlockStack>
            </div>
            {shipped.length === 0 ? (
              <ListEmpty title={t('pricingCosts.taxes.noShipped')} advice={t('pricingCosts.taxes.noShippedAdvice')} />
            ) : (
              <Lines
                label={t('pricingCosts.taxes.shipped')}
                rows={grouped(shipped)}
                today={today}
                actions={(line) => (
                  <Button
                    size="slim"
                    accessibilityLabel={t('pricingCosts.taxes.replaceOf', { country: nameOf(line) })}
                    onClick={() => edit({ id: '', line: { ...line, validFrom: today } })}
                  >
                    {t('pricingCosts.taxes.replace')}
                  </Button>
                )}
              />
            )}
          </BlockStack>
        </Card>
      </BlockStack>
      {removing && (
        <Remove
          line={removing}
          onClose={() => {
            setRemoving(null)
            if (editing?.id === removing.id) setEditing(null)
          }}
        />
      )}
    </PageFrame>
  )
}

function LineFields() {
  const { t } = useTranslation()
  const { values } = useCostsForm()
  const isDuty = values['kind'] === 'duty'
  return (
    <BlockStack gap="400">
      <div className="field-row">
        <CostsChoice
          name="kind"
          label={t('pricingCosts.taxes.kind')}
          choices={(['duty', 'vat'] as const).map((value) => ({
            value,
            label: t(`pricingCosts.taxes.kinds.${value}`),
          }))}
        />
        <CostsField
          name="destination"
          label={t('pricingCosts.taxes.destination')}
          help={t('pricingCosts.countryHelp')}
        />
        <CostsField name="rate" label={t('pricingCosts.taxes.rate')} suffix="%" />
      </div>
      <div className="field-row">
        <CostsField name="hsPrefix" label={t('pricingCosts.taxes.hsPrefix')} help={t('pricingCosts.taxes.hsHelp')} />
        {isDuty && (
          <CostsField name="origin" label={t('pricingCosts.taxes.origin')} help={t('pricingCosts.taxes.originHelp')} />
        )}
        <CostsField name="validFrom" type="date" label={t('pricingCosts.taxes.validFrom')} />
        <CostsField
          name="validTo"
          type="date"
          label={t('pricingCosts.taxes.validTo')}
          help={t('pricingCosts.taxes.validToHelp')}
        />
      </div>
      {isDuty && (
        <div className="field-row">
          <MoneyFields name="fixed" label={t('pricingCosts.taxes.fixed')} help={t('pricingCosts.taxes.fixedHelp')} />
          <MoneyFields name="upTo" label={t('pricingCosts.taxes.upTo')} help={t('pricingCosts.taxes.upToHelp')} />
        </div>
      )}
    </BlockStack>
  )
}

interface Row {
  line: TaxLine
  prefixes: string[]
}

/** Lines that differ in the HS prefix alone are one row. */
function grouped(lines: readonly TaxLine[]): Row[] {
  const rows = new Map<string, Row>()
  for (const line of lines) {
    const key = JSON.stringify({ ...line, id: '', hsPrefix: '' })
    const row = rows.get(key)
    if (row) row.prefixes.push(line.hsPrefix)
    else rows.set(key, { line, prefixes: [line.hsPrefix] })
  }
  return [...rows.values()]
}

interface LinesProps {
  label: string
  rows: Row[]
  today: string
  actions: (line: TaxLine) => React.ReactNode
}

function Lines({ label, rows, today, actions }: LinesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const percent = (bps: number): string =>
    new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 2 }).format(bps / 10_000)
  return (
    <SimpleTable
      label={label}
      edge
      rows={rows}
      rowKey={({ line }) => line.id}
      columns={[
        {
          key: 'destination',
          title: t('pricingCosts.taxes.destination'),
          cell: ({ line }) => format.country(line.destination) ?? line.destination,
        },
        {
          key: 'kind',
          title: t('pricingCosts.taxes.kind'),
          cell: ({ line }) => t(`pricingCosts.taxes.kinds.${line.kind}`),
        },
        {
          key: 'goods',
          title: t('pricingCosts.taxes.goods'),
          cell: ({ line, prefixes }) => (
            <BlockStack>
              <span>{goodsText(prefixes, t('pricingCosts.taxes.allGoods'))}</span>
              {line.origin && (
                <span>{t('pricingCosts.taxes.from', { country: format.country(line.origin) ?? line.origin })}</span>
              )}
              {line.upTo && (
                <span>
                  {t('pricingCosts.taxes.parcelsUpTo', { amount: format.money(line.upTo.minor, line.upTo.currency) })}
                </span>
              )}
            </BlockStack>
          ),
        },
        {
          key: 'rate',
          title: t('pricingCosts.taxes.rate'),
          numeric: true,
          cell: ({ line }) =>
            line.fixed
              ? t('pricingCosts.taxes.ratePlus', {
                  rate: percent(line.rateBps),
                  amount: format.money(line.fixed.minor, line.fixed.currency),
                })
              : percent(line.rateBps),
        },
        {
          key: 'valid',
          title: t('pricingCosts.taxes.valid'),
          nowrap: true,
          cell: ({ line }) => (
            <BlockStack>
              <span>{t('pricingCosts.taxes.since', { day: format.day(line.validFrom) })}</span>
              {line.validTo && <span>{t('pricingCosts.taxes.until', { day: format.day(line.validTo) })}</span>}
              {line.validTo !== null && line.validTo < today && <Badge>{t('pricingCosts.taxes.ended')}</Badge>}
              {line.validFrom > today && <Badge tone="info">{t('pricingCosts.taxes.notYet')}</Badge>}
            </BlockStack>
          ),
        },
        { key: 'actions', title: t('pricingCosts.taxes.actions'), cell: ({ line }) => actions(line) },
      ]}
    />
  )
}

function goodsText(prefixes: string[], all: string): string {
  const [first = '', ...others] = prefixes
  if (first === '') return all
  return others.length < 3 ? `HS ${prefixes.join(', ')}` : `HS ${first}–${others.at(-1) ?? ''} (${prefixes.length})`
}

function Remove({ line, onClose }: { line: TaxLine; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (!said?.ok || fetcher.state !== 'idle') return
    toast(t(said.said))
    onClose()
  }, [said, fetcher.state, t, toast, onClose])
  return (
    <Modal
      open
      onClose={onClose}
      title={t('pricingCosts.taxes.removeTitle')}
      primaryAction={{
        content: t('pricingCosts.taxes.remove'),
        destructive: true,
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ intent: 'remove', id: line.id }, { method: 'post' }),
      }}
      secondaryActions={[{ content: t('pricingCosts.taxes.keep'), onAction: onClose }]}
    >
      <Modal.Section>
        <Text as="p">
          {said?.ok === false
            ? t(`pageError.${said.code}.advice`)
            : t('pricingCosts.taxes.removeWhat', { country: format.country(line.destination) ?? line.destination })}
        </Text>
      </Modal.Section>
    </Modal>
  )
}
