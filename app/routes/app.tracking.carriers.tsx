/** Carriers as warehouses type them: what each name was taken for, another carrier for it, and numbers that fit none. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, Modal, Select, Text } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { CARRIERS } from '#app/tools/tracking/carriers/directory.ts'
import { CarrierChoiceForm, type OddNumber, type TypedCarrier } from '#app/tools/tracking/carriers/schema.ts'
import { carriersPage, chooseCarrier, type ReplacedChoice } from '#app/tools/tracking/carriers/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(() => carriersPage(shop))
}

type Answered = ActionAnswer & { replaced: ReplacedChoice | null }

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let replaced: ReplacedChoice | null = null
  const said = await act(async () => {
    replaced = await chooseCarrier(shop, CarrierChoiceForm.parse(form), new Date().toISOString())
    return 'trackingCarriers.chosen'
  })
  return data<Answered>({ ...said.data, replaced: replaced as ReplacedChoice | null }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Carriers() {
  const { names, unnamed, odd, oddCount } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const [choosing, setChoosing] = useState<TypedCarrier | null>(null)
  const [replaced, setReplaced] = useState<ReplacedChoice | null>(null)
  const isEmpty = names.length === 0 && unnamed.parcels === 0
  return (
    <PageFrame title={t('trackingCarriers.title')} subtitle={t('trackingCarriers.what')}>
      <BlockStack gap="400">
        <TrackingNav current="carriers" />
        <div aria-live="polite">{replaced && <Chosen replaced={replaced} onUndone={() => setReplaced(null)} />}</div>
        {isEmpty ? (
          <Card>
            <ListEmpty title={t('trackingCarriers.empty')} advice={t('trackingCarriers.emptyWhat')} />
          </Card>
        ) : (
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t('trackingCarriers.names')}
              </Text>
              {unnamed.parcels > 0 && (
                <Text as="p">
                  {t('trackingCarriers.unnamed', {
                    count: unnamed.parcels,
                    parcels: format.number(unnamed.parcels),
                    recognised: format.number(unnamed.recognised),
                  })}
                </Text>
              )}
              {names.length > 0 && <Names names={names} onChoose={setChoosing} />}
            </BlockStack>
          </Card>
        )}
        {oddCount > 0 && <Odd odd={odd} count={oddCount} />}
      </BlockStack>
      {choosing && (
        <ChooseModal
          name={choosing}
          onClose={() => setChoosing(null)}
          onChosen={(before) => {
            setReplaced(before)
            setChoosing(null)
          }}
        />
      )}
    </PageFrame>
  )
}

function Names({ names, onChoose }: { names: TypedCarrier[]; onChoose: (name: TypedCarrier) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleTable
      label={t('trackingCarriers.names')}
      rows={names}
      rowKey={({ nameKey }) => nameKey}
      columns={[
        {
          key: 'typed',
          title: t('trackingCarriers.typed'),
          cell: ({ typed, spellings }) => (
            <BlockStack gap="050">
              <span className="wrap-anywhere">{typed}</span>
              {spellings > 1 && (
                <Text as="span" tone="subdued">
                  {t('trackingCarriers.spellings', { count: spellings, spellings: format.number(spellings) })}
                </Text>
              )}
            </BlockStack>
          ),
        },
        {
          key: 'carrier',
          title: t('trackingCarriers.carrier'),
          cell: ({ carrierName }) => carrierName ?? <NoValue meaning={t('trackingCarriers.unknown')} />,
        },
        { key: 'by', title: t('trackingCarriers.by'), cell: (name) => <By name={name} /> },
        {
          key: 'parcels',
          title: t('trackingCarriers.parcels'),
          numeric: true,
          cell: ({ parcels }) => format.number(parcels),
        },
        { key: 'open', title: t('trackingCarriers.open'), numeric: true, cell: ({ open }) => format.number(open) },
        {
          key: 'do',
          title: t('trackingCarriers.do'),
          nowrap: true,
          cell: (name) => (
            <Button
              size="slim"
              accessibilityLabel={t('trackingCarriers.changeOf', { name: name.typed })}
              onClick={() => onChoose(name)}
            >
              {t('trackingCarriers.change')}
            </Button>
          ),
        },
      ]}
    />
  )
}

function By({ name }: { name: TypedCarrier }) {
  const { t } = useTranslation()
  if (name.by === 'nothing') return <Badge tone="warning">{t('trackingCarriers.byNothing')}</Badge>
  if (name.by === 'choice') return <Badge tone="info">{t('trackingCarriers.byChoice')}</Badge>
  if (name.by === 'number') return <Badge>{t('trackingCarriers.byNumber')}</Badge>
  return <Badge>{t(`trackingCarriers.certainty.${name.certainty ?? 'exact'}`)}</Badge>
}

function Chosen({ replaced, onUndone }: { replaced: ReplacedChoice; onUndone: () => void }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<Answered>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) onUndone()
  }, [said, onUndone])
  return (
    <Banner tone="success" title={t('trackingCarriers.chosenTitle', { name: replaced.typed })} onDismiss={onUndone}>
      <BlockStack gap="200">
        <Text as="p">{t('trackingCarriers.chosenWhat')}</Text>
        {said?.ok === false && (
          <Text as="p" tone="critical">
            {t(`pageError.${said.code}.advice`)}
          </Text>
        )}
        <InlineStack>
          <Button
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.submit({ ...replaced }, { method: 'post' })}
          >
            {t('trackingCarriers.undo')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  )
}

const BY_NAME = CARRIERS.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))

interface ChooseProps {
  name: TypedCarrier
  onClose: () => void
  onChosen: (before: ReplacedChoice) => void
}

function ChooseModal({ name, onClose, onChosen }: ChooseProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<Answered>()
  const [carrier, setCarrier] = useState(name.by === 'choice' ? (name.carrier ?? 'none') : 'auto')
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok && said.replaced) onChosen(said.replaced)
  }, [said, onChosen])
  return (
    <Modal
      open
      onClose={onClose}
      title={t('trackingCarriers.chooseTitle', { name: name.typed })}
      primaryAction={{
        content: t('trackingCarriers.choose'),
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ typed: name.typed, carrier }, { method: 'post' }),
      }}
      secondaryActions={[{ content: t('trackingCarriers.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          {said?.ok === false && (
            <Banner tone="critical">
              <p>{t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          <Select
            label={t('trackingCarriers.carrier')}
            options={[
              {
                value: 'auto',
                label:
                  name.recognised === null
                    ? t('trackingCarriers.auto')
                    : t('trackingCarriers.autoAs', { name: name.recognised }),
              },
              { value: 'none', label: t('trackingCarriers.none') },
              ...BY_NAME.map(({ code, name: label }) => ({ value: code, label })),
            ]}
            value={carrier}
            onChange={setCarrier}
          />
          <Text as="p">
            {t('trackingCarriers.appliesTo', {
              count: name.parcels,
              parcels: format.number(name.parcels),
              open: format.number(name.open),
            })}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}

function Odd({ odd, count }: { odd: OddNumber[]; count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('trackingCarriers.odd')}
        </Text>
        <Text as="p">{t('trackingCarriers.oddWhat', { count, parcels: format.number(count) })}</Text>
        <SimpleTable
          label={t('trackingCarriers.odd')}
          rows={odd.map((one, index) => ({ ...one, index }))}
          rowKey={({ index }) => String(index)}
          columns={[
            {
              key: 'number',
              title: t('trackingCarriers.number'),
              cell: ({ number }) => <span className="wrap-anywhere">{number}</span>,
            },
            {
              key: 'order',
              title: t('trackingCarriers.order'),
              nowrap: true,
              cell: ({ orderId, orderName }) => <Link url={`/app/orders/${orderId}`}>{orderName ?? orderId}</Link>,
            },
            {
              key: 'typed',
              title: t('trackingCarriers.typed'),
              cell: ({ typed }) => typed ?? <NoValue meaning={t('trackingCarriers.notTyped')} />,
            },
            {
              key: 'why',
              title: t('trackingCarriers.why'),
              cell: ({ why, likely, carrierName }) =>
                t(`trackingCarriers.${why}`, { likely: likely ?? '', carrier: carrierName ?? '' }),
            },
          ]}
        />
        {count > odd.length && (
          <Text as="p" tone="subdued">
            {t('trackingCarriers.more', { shown: format.number(odd.length) })}
          </Text>
        )}
      </BlockStack>
    </Card>
  )
}
