/** Sources of events beside Shopify's own: carrier services, the merchant's own endpoint, files. What is connected, how it does, and what to do about it. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { ConnectForm, OptionsForm } from '#app/tools/tracking/sources/schema.ts'
import {
  askNow,
  changeOptions,
  connectSource,
  disconnectSource,
  renewPushAddress,
  sourcesPage,
  testEndpoint,
  undoDisconnect,
  type EndpointTest,
} from '#app/tools/tracking/sources/service.server.ts'
import { ASKED_SOURCES } from '#app/tools/tracking/sources/source.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import type { SourceAnswer } from './_shared/tracking-source-answer.ts'
import { SourceCard } from './_shared/tracking-source-card.tsx'
import { QuotaBanner } from './_shared/tracking-source-quota.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(() => sourcesPage(shop, new Date()))
}

const Named = z.object({ source: z.enum(ASKED_SOURCES) })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const intent = String(form['intent'])
  let test: EndpointTest | null = null
  const said = await act(async () => {
    const at = new Date()
    if (intent === 'connect') {
      await connectSource(shop, ConnectForm.parse(form), { signal: request.signal, at: at.toISOString() })
      return 'trackingSources.said.connected'
    }
    if (intent === 'test') {
      const wanted = ConnectForm.parse(form)
      if (wanted.source === 'endpoint') test = await testEndpoint(shop, wanted, request.signal)
      return 'trackingSources.said.tested'
    }
    if (intent === 'options') {
      await changeOptions(shop, OptionsForm.parse(form))
      return 'trackingSources.said.saved'
    }
    const { source } = Named.parse(form)
    if (intent === 'disconnect') {
      await disconnectSource(shop, source, at.toISOString())
      return 'trackingSources.said.disconnected'
    }
    if (intent === 'undo') {
      await undoDisconnect(shop, source, at)
      return 'trackingSources.said.reconnected'
    }
    if (intent === 'renew') {
      await renewPushAddress(shop, source)
      return 'trackingSources.said.renewed'
    }
    await askNow(shop, source)
    return 'trackingSources.said.asked'
  })
  return data<SourceAnswer>({ ...said.data, intent, test }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Sources() {
  const { sources, origin, openParcels } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame title={t('trackingSources.title')} subtitle={t('trackingSources.what')}>
      <BlockStack gap="400">
        <TrackingNav current="sources" />
        {sources.map((view) => (
          <QuotaBanner key={view.source} view={view} />
        ))}
        <Card>
          <BlockStack gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {t('trackingSources.name.shopify')}
              </Text>
              <Badge tone="success">{t('trackingSources.always')}</Badge>
            </InlineStack>
            <Text as="p">{t('trackingSources.about.shopify')}</Text>
          </BlockStack>
        </Card>
        {ASKED_SOURCES.map((source) => (
          <SourceCard
            key={source}
            source={source}
            view={sources.find((one) => one.source === source) ?? null}
            origin={origin}
            openParcels={openParcels}
          />
        ))}
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t('trackingSources.name.csv')}
            </Text>
            <Text as="p">{t('trackingSources.about.csv')}</Text>
            <InlineStack>
              <Button url="/app/tracking/sources/upload">{t('trackingSources.upload')}</Button>
            </InlineStack>
          </BlockStack>
        </Card>
      </BlockStack>
    </PageFrame>
  )
}
