/** Whose prices count: every competitor that was ever observed, included or excluded. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Box, Button, Card, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { CompetitorForm, type CompetitorView } from '#app/tools/pricing/competitors/schema.ts'
import { competitors, includeCompetitor } from '#app/tools/pricing/competitors/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ competitors: await competitors(shop) }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { competitorId, active } = CompetitorForm.parse(form)
    await includeCompetitor(shop, competitorId, active)
    return active ? 'pricingCompetitors.said.included' : 'pricingCompetitors.said.excluded'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ManageCompetitors() {
  const loaded = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <PageFrame
      title={t('pricingCompetitors.manage.title')}
      back={{ content: t('pricingCompetitors.title'), url: '/app/pricing/competitors' }}
    >
      <Card padding="0">
        {loaded.competitors.length === 0 ? (
          <ListEmpty
            title={t('pricingCompetitors.manage.empty')}
            advice={t('pricingCompetitors.manage.emptyAdvice')}
            action={{ content: t('pricingCompetitors.import.action'), url: '/app/pricing/competitors/import' }}
          />
        ) : (
          <>
            <Box padding="400">
              <Text as="p" tone="subdued">
                {t('pricingCompetitors.manage.what')}
              </Text>
            </Box>
            <SimpleTable
              label={t('pricingCompetitors.manage.title')}
              edge
              rows={loaded.competitors}
              rowKey={({ id }) => String(id)}
              columns={[
                {
                  key: 'name',
                  title: t('pricingCompetitors.manage.name'),
                  cell: ({ name }) => <span className="wrap-anywhere">{name}</span>,
                },
                {
                  key: 'state',
                  title: t('pricingCompetitors.manage.state'),
                  nowrap: true,
                  cell: ({ active }) =>
                    active ? (
                      <Badge tone="success">{t('pricingCompetitors.manage.included')}</Badge>
                    ) : (
                      <Badge>{t('pricingCompetitors.manage.excluded')}</Badge>
                    ),
                },
                {
                  key: 'products',
                  title: t('pricingCompetitors.manage.products'),
                  numeric: true,
                  cell: ({ products }) => format.number(products),
                },
                {
                  key: 'observations',
                  title: t('pricingCompetitors.manage.observations'),
                  numeric: true,
                  cell: ({ observations }) => format.number(observations),
                },
                {
                  key: 'rejected',
                  title: t('pricingCompetitors.manage.rejected'),
                  numeric: true,
                  cell: ({ rejected }) => format.number(rejected),
                },
                {
                  key: 'newest',
                  title: t('pricingCompetitors.manage.newest'),
                  nowrap: true,
                  cell: ({ newestAt }) =>
                    newestAt === null ? (
                      <NoValue meaning={t('pricingCompetitors.keys.never')} />
                    ) : (
                      format.instant(newestAt)
                    ),
                },
                {
                  key: 'do',
                  title: t('pricingCompetitors.manage.do'),
                  nowrap: true,
                  cell: (row) => <Toggle competitor={row} />,
                },
              ]}
            />
          </>
        )}
      </Card>
    </PageFrame>
  )
}

function Toggle({ competitor }: { competitor: CompetitorView }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const verb = competitor.active ? 'exclude' : 'include'
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Button
        size="slim"
        loading={fetcher.state !== 'idle'}
        accessibilityLabel={t(`pricingCompetitors.manage.${verb}Of`, { name: competitor.name })}
        onClick={() =>
          fetcher.submit(
            { competitorId: String(competitor.id), active: String(!competitor.active) },
            { method: 'post' },
          )
        }
      >
        {t(`pricingCompetitors.manage.${verb}`)}
      </Button>
      {said?.ok === false && (
        <Banner tone="critical">
          <p>{t(`pageError.${said.code}.advice`)}</p>
        </Banner>
      )}
    </BlockStack>
  )
}
