/** One product among its competitors: every offer with its evidence, whether it counts and why not, and what the merchant says of it. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  InlineGrid,
  InlineStack,
  Link,
  Select,
  Text,
  Tooltip,
} from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { JudgedOffer } from '#app/tools/pricing/competitors/engine.ts'
import { AGES, CONFIDENCES, MatchForm, TermQuery, type BookChoice } from '#app/tools/pricing/competitors/schema.ts'
import { sayMatch, variantEvidence } from '#app/tools/pricing/competitors/service.server.ts'
import { isWebAddress, UNKNOWN_COUNTRY } from '#app/tools/pricing/observations/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FigureCard } from '#app/ui/figure-card.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer, idParam, parseQuery } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PositionBadge, useAgeText, VerdictBadge } from './_shared/competitor-text.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const query = parseQuery(TermQuery, request)
  return answer(async () => ({ query, ...(await variantEvidence(shop, id, query, new Date().toISOString())) }))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const wish = MatchForm.parse(form)
    await sayMatch(shop, id, wish)
    return `pricingCompetitors.said.${wish.match}`
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function CompetitorsOfVariant() {
  const { evidence, books, query } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame
      title={[evidence.productTitle, evidence.variantTitle].filter((part) => part !== null).join(' · ')}
      titleMetadata={<PositionBadge position={evidence.comparison.position} />}
      subtitle={[evidence.sku, evidence.barcode].filter((code) => code !== null && code !== '').join(' · ')}
      back={{ content: t('pricingCompetitors.title'), url: '/app/pricing/competitors' }}
      secondaryActions={[
        { content: t('pricingCompetitors.variant.openProduct'), url: `/app/products/${evidence.productId}` },
      ]}
      fullWidth
    >
      <BlockStack gap="400">
        <TermsCard books={books} query={query} />
        <Figures />
        <Offers />
        <Earlier />
      </BlockStack>
    </PageFrame>
  )
}

function TermsCard({ books, query }: { books: BookChoice[]; query: TermQuery }) {
  const { t } = useTranslation()
  const { change } = usePageParams()
  const set = (name: string) => (value: string) => change({ [name]: value }, { replace: true })
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingCompetitors.filter.terms')}
        </Text>
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
          <Select
            label={t('pricingCompetitors.filter.book')}
            options={books.map(({ id, name, currency }) => ({ value: id, label: `${name} (${currency})` }))}
            value={query.book}
            onChange={set('book')}
          />
          <Select
            label={t('pricingCompetitors.filter.age')}
            options={AGES.map((days) => ({ value: days, label: t('days.last', { days }) }))}
            value={query.age}
            onChange={set('age')}
          />
          <Select
            label={t('pricingCompetitors.filter.confidence')}
            options={CONFIDENCES.map((percent) => ({
              value: percent,
              label: percent === '0' ? t('pricingCompetitors.filter.any') : `${percent}%`,
            }))}
            value={query.confidence}
            onChange={set('confidence')}
          />
        </InlineGrid>
        <InlineStack gap="400">
          <Checkbox
            label={t('pricingCompetitors.filter.withShipping')}
            checked={query.shipping}
            onChange={(checked) => set('shipping')(String(checked))}
          />
          <Checkbox
            label={t('pricingCompetitors.filter.inStock')}
            checked={query.inStock}
            onChange={(checked) => set('inStock')(String(checked))}
          />
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

function Figures() {
  const { evidence } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const { comparison: own, currency, ourMinor } = evidence
  const money = (minor: number | null): string => (minor === null ? '–' : format.money(minor, currency))
  const distance = (bps: number | null): string => {
    if (bps === null) return t('pricingCompetitors.position.alone')
    if (bps === 0) return t('pricingCompetitors.variant.same')
    const percent = format.percent(Math.abs(bps) / 10_000)
    return t(bps > 0 ? 'pricingCompetitors.variant.above' : 'pricingCompetitors.variant.below', { percent })
  }
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <FigureCard
        label={t('pricingCompetitors.variant.ours')}
        value={money(ourMinor)}
        definition={t('pricingCompetitors.variant.oursWhat')}
        note={ourMinor === null ? t('pricingCompetitors.variant.noPrice') : currency}
      />
      <FigureCard
        label={t('pricingCompetitors.variant.cheapest')}
        value={money(own.cheapestMinor)}
        definition={t('pricingCompetitors.variant.cheapestWhat')}
        note={distance(own.vsCheapestBps)}
      />
      <FigureCard
        label={t('pricingCompetitors.variant.average')}
        value={money(own.averageMinor)}
        definition={t('pricingCompetitors.variant.averageWhat', { median: money(own.medianMinor) })}
        note={distance(own.vsAverageBps)}
      />
      <FigureCard
        label={t('pricingCompetitors.variant.position')}
        value={
          own.rank === null
            ? '–'
            : t('pricingCompetitors.list.rank', { rank: format.number(own.rank), of: format.number(own.offers + 1) })
        }
        definition={t('pricingCompetitors.variant.positionWhat')}
        note={t('pricingCompetitors.variant.offersCount', { count: own.offers, offers: format.number(own.offers) })}
      />
    </InlineGrid>
  )
}

function Offers() {
  const { evidence } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const ageText = useAgeText()
  if (evidence.offers.length === 0) {
    return (
      <Card>
        <ListEmpty
          title={t('pricingCompetitors.variant.noOffers')}
          advice={t('pricingCompetitors.variant.noOffersAdvice')}
          action={{ content: t('pricingCompetitors.import.action'), url: '/app/pricing/competitors/import' }}
        />
      </Card>
    )
  }
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingCompetitors.variant.offers')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingCompetitors.variant.offersWhat', { currency: evidence.currency })}
          </Text>
        </BlockStack>
        <SimpleTable
          label={t('pricingCompetitors.variant.offers')}
          rows={evidence.offers}
          rowKey={({ offer }) => `${offer.competitorId}-${offer.country ?? ''}`}
          columns={[
            {
              key: 'competitor',
              title: t('pricingCompetitors.variant.competitor'),
              cell: ({ offer }) => (
                <BlockStack gap="050">
                  <span className="wrap-anywhere">{offer.competitor}</span>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {format.country(offer.country) ?? t('pricingCompetitors.variant.everywhere')}
                  </Text>
                  {offer.url !== null && isWebAddress(offer.url) && (
                    <Link
                      url={offer.url}
                      target="_blank"
                      external
                      accessibilityLabel={t('pricingCompetitors.variant.open', { competitor: offer.competitor })}
                    >
                      {t('pricingCompetitors.variant.openShort')}
                    </Link>
                  )}
                </BlockStack>
              ),
            },
            {
              key: 'unit',
              title: t('pricingCompetitors.variant.unit'),
              numeric: true,
              cell: ({ unitMinor }) =>
                unitMinor === null ? (
                  <NoValue meaning={t('pricingCompetitors.verdict.no_rate')} />
                ) : (
                  format.money(unitMinor, evidence.currency)
                ),
            },
            {
              key: 'asked',
              title: t('pricingCompetitors.variant.asked'),
              numeric: true,
              cell: ({ offer }) => <Asked offer={offer} />,
            },
            {
              key: 'state',
              title: t('pricingCompetitors.variant.state'),
              cell: (judged) => <State judged={judged} />,
            },
            {
              key: 'stock',
              title: t('pricingCompetitors.variant.stock'),
              nowrap: true,
              cell: ({ offer: { inStock } }) =>
                t(`pricingCompetitors.variant.${inStock === null ? 'unknownStock' : inStock ? 'in' : 'out'}`),
            },
            {
              key: 'seen',
              title: t('pricingCompetitors.variant.seen'),
              nowrap: true,
              cell: ({ offer, ageDays }) => (
                <BlockStack gap="050">
                  <span>{ageText(ageDays)}</span>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {format.instant(offer.seenAt)}
                  </Text>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {offer.source.startsWith('import:')
                      ? t('pricingCompetitors.variant.file', { file: offer.source.slice('import:'.length) })
                      : t('pricingCompetitors.variant.endpoint')}
                  </Text>
                </BlockStack>
              ),
            },
            {
              key: 'confidence',
              title: t('pricingCompetitors.variant.confidence'),
              numeric: true,
              cell: ({ offer }) => format.percent(offer.confidenceBps / 10_000),
            },
            {
              key: 'do',
              title: t('pricingCompetitors.variant.do'),
              nowrap: true,
              cell: (judged) => <Say judged={judged} />,
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}

function Asked({ offer }: { offer: JudgedOffer['offer'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <BlockStack gap="050" inlineAlign="end">
      <span>{format.money(offer.priceMinor, offer.currency)}</span>
      <Text as="span" tone="subdued" variant="bodySm">
        {t('pricingCompetitors.variant.pack', { count: offer.packSize, pieces: format.number(offer.packSize) })}
      </Text>
      <Text as="span" tone="subdued" variant="bodySm">
        {offer.shippingMinor === null
          ? t('pricingCompetitors.variant.freeOrUnknown')
          : t('pricingCompetitors.variant.shippingPlus', { amount: format.money(offer.shippingMinor, offer.currency) })}
      </Text>
    </BlockStack>
  )
}

function State({ judged }: { judged: JudgedOffer }) {
  const { t } = useTranslation()
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Tooltip content={t(`pricingCompetitors.verdictWhy.${judged.verdict}`)}>
        <VerdictBadge verdict={judged.verdict} />
      </Tooltip>
      {judged.verdict !== 'counts' && (
        <Text as="span" tone="subdued" variant="bodySm">
          {t(`pricingCompetitors.verdictWhy.${judged.verdict}`)}
        </Text>
      )}
      {judged.hints.map((hint) => (
        <Badge key={hint} tone="attention">
          {t(`pricingCompetitors.hint.${hint}`)}
        </Badge>
      ))}
    </BlockStack>
  )
}

/** Wrong match, or right although it stands apart; either can be taken back. */
function Say({ judged }: { judged: JudgedOffer }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  const { offer } = judged
  const { competitor } = offer
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const say = (match: MatchForm['match']): void =>
    fetcher.submit(
      {
        competitorId: String(offer.competitorId),
        country: offer.country ?? UNKNOWN_COUNTRY,
        seenAt: offer.seenAt,
        match,
      },
      { method: 'post' },
    )
  const busy = fetcher.state !== 'idle'
  const decided = offer.rejected || offer.confirmed
  return (
    <BlockStack gap="100" inlineAlign="start">
      {decided ? (
        <Button
          size="slim"
          loading={busy}
          accessibilityLabel={t('pricingCompetitors.variant.undoOf', { competitor })}
          onClick={() => say('open')}
        >
          {t('pricingCompetitors.variant.undo')}
        </Button>
      ) : (
        <>
          <Button
            size="slim"
            loading={busy}
            accessibilityLabel={t('pricingCompetitors.variant.wrongOf', { competitor })}
            onClick={() => say('wrong')}
          >
            {t('pricingCompetitors.variant.wrong')}
          </Button>
          {judged.verdict === 'outlier' && (
            <Button
              size="slim"
              loading={busy}
              accessibilityLabel={t('pricingCompetitors.variant.rightOf', { competitor })}
              onClick={() => say('right')}
            >
              {t('pricingCompetitors.variant.right')}
            </Button>
          )}
        </>
      )}
      {said?.ok === false && (
        <Banner tone="critical">
          <p>{t(`pageError.${said.code}.advice`)}</p>
        </Banner>
      )}
    </BlockStack>
  )
}

function Earlier() {
  const { evidence } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  if (evidence.earlier.length === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingCompetitors.variant.earlier')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingCompetitors.variant.earlierWhat')}
          </Text>
        </BlockStack>
        <SimpleTable
          label={t('pricingCompetitors.variant.earlier')}
          rows={evidence.earlier}
          rowKey={(row) => `${row.competitor}-${row.country ?? ''}-${row.seenAt}`}
          columns={[
            {
              key: 'seen',
              title: t('pricingCompetitors.variant.seen'),
              nowrap: true,
              cell: (row) => format.instant(row.seenAt),
            },
            {
              key: 'competitor',
              title: t('pricingCompetitors.variant.competitor'),
              cell: (row) => (
                <InlineStack gap="100">
                  <span className="wrap-anywhere">{row.competitor}</span>
                  {row.rejected && <Badge tone="critical">{t('pricingCompetitors.variant.rejectedMark')}</Badge>}
                </InlineStack>
              ),
            },
            {
              key: 'price',
              title: t('pricingCompetitors.variant.price'),
              numeric: true,
              cell: (row) => format.money(row.priceMinor, row.currency),
            },
            {
              key: 'pack',
              title: t('pricingCompetitors.variant.asked'),
              cell: (row) =>
                t('pricingCompetitors.variant.pack', { count: row.packSize, pieces: format.number(row.packSize) }),
            },
            {
              key: 'shipping',
              title: t('pricingCompetitors.variant.shipping'),
              numeric: true,
              cell: (row) =>
                row.shippingMinor === null ? (
                  <NoValue meaning={t('pricingCompetitors.variant.freeOrUnknown')} />
                ) : (
                  format.money(row.shippingMinor, row.currency)
                ),
            },
            {
              key: 'country',
              title: t('pricingCompetitors.variant.country'),
              cell: (row) => format.country(row.country) ?? t('pricingCompetitors.variant.everywhere'),
            },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
