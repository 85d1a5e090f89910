/** The setup guide of the storefront: each block, whether it stands in the theme, what it still needs, and where the app's pages are. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, ProgressBar, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { loader as rootLoader } from '#app/root.tsx'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { addBlockUrl, BLOCKS, ProxyForm, type StorefrontBlock } from '#app/tools/storefront/schema.ts'
import { readStorefrontSetup, saveProxyPath } from '#app/tools/storefront/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { useThemeBlocks, type ThemeBlocks } from '#app/ui/theme-blocks.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, scopes } = await requireAdmin(request)
  return answer(async () => ({
    setup: await readStorefrontSetup({ domain: shop.domain, scopes }),
    storefrontUrl: `https://${shop.domain}`,
  }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    await saveProxyPath(shop, ProxyForm.parse(form))
    return 'storefront.address.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function StorefrontPage() {
  const { setup, storefrontUrl } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const blocks = useThemeBlocks()
  return (
    <PageFrame
      title={t('storefront.title')}
      subtitle={t('storefront.what')}
      secondaryActions={[
        { content: t('storefront.open'), url: storefrontUrl, external: true, target: '_blank' },
        {
          content: t('storefront.openTracking'),
          url: `${storefrontUrl}${setup.proxy}/track`,
          external: true,
          target: '_blank',
        },
      ]}
    >
      <BlockStack gap="400">
        <Progress blocks={blocks} />
        {BLOCKS.map((block) => (
          <BlockCard key={block.handle} block={block} blocks={blocks} />
        ))}
        <Categories />
        <Address />
      </BlockStack>
    </PageFrame>
  )
}

function Progress({ blocks }: { blocks: ThemeBlocks }) {
  const { t } = useTranslation()
  const placed = BLOCKS.filter(({ handle }) => blocks.places.has(handle)).length
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('storefront.progress.title')}
        </Text>
        <Text as="p" tone="subdued" id="storefront-progress">
          {blocks.state === 'known'
            ? t('storefront.progress.count', { placed, all: BLOCKS.length })
            : t(`storefront.progress.${blocks.state}`)}
        </Text>
        <ProgressBar
          progress={(100 * placed) / BLOCKS.length}
          size="small"
          tone="success"
          animated={false}
          ariaLabelledBy="storefront-progress"
        />
        <Text as="p">{t('storefront.progress.note')}</Text>
      </BlockStack>
    </Card>
  )
}

function BlockCard({ block, blocks }: { block: StorefrontBlock; blocks: ThemeBlocks }) {
  const { setup } = useLoaderData<typeof loader>()
  const root = useRouteLoaderData<typeof rootLoader>('root')
  const { t } = useTranslation()
  const { handle, needs } = block
  const places = blocks.places.get(handle)
  const isReady = setup.on[needs]
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center" align="space-between">
          <Text as="h2" variant="headingMd">
            {t(`storefront.block.${handle}.title`)}
          </Text>
          <PlaceBadge state={blocks.state} isPlaced={places !== undefined} />
        </InlineStack>
        <Text as="p">{t(`storefront.block.${handle}.what`)}</Text>
        {places && (
          <Text as="p" tone="subdued">
            {t('storefront.standsOn', { templates: places.join(', ') })}
          </Text>
        )}
        {isReady ? (
          <Text as="p" tone="success">
            {t(`storefront.ready.${needs}`)}
          </Text>
        ) : (
          <Banner tone="info">
            <BlockStack gap="200" inlineAlign="start">
              <Text as="p">{t(`storefront.missing.${needs}`)}</Text>
              <Button url={block.url}>{t(`storefront.missingAction.${needs}`)}</Button>
            </BlockStack>
          </Banner>
        )}
        <InlineStack gap="200">
          <Button
            url={addBlockUrl(block, root?.apiKey ?? '')}
            target="_blank"
            variant={places ? 'secondary' : 'primary'}
            accessibilityLabel={t('storefront.addNamed', { block: t(`storefront.block.${handle}.title`) })}
          >
            {t(places ? 'storefront.addAgain' : 'storefront.add')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

function PlaceBadge({ state, isPlaced }: { state: ThemeBlocks['state']; isPlaced: boolean }) {
  const { t } = useTranslation()
  if (state !== 'known') return <Badge>{t(`storefront.state.${state}`)}</Badge>
  return isPlaced ? (
    <Badge tone="success">{t('storefront.state.placed')}</Badge>
  ) : (
    <Badge tone="attention">{t('storefront.state.notPlaced')}</Badge>
  )
}

/** The merchant names categories in the theme editor by these handles. */
function Categories() {
  const { categories } = useLoaderData<typeof loader>().setup
  const { t } = useTranslation()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('storefront.categories.title')}
        </Text>
        {categories === null ? (
          <Banner tone="warning">
            <BlockStack gap="200" inlineAlign="start">
              <Text as="p">{t('storefront.categories.permission')}</Text>
              <Button url="/app/settings">{t('storefront.categories.permissionAction')}</Button>
            </BlockStack>
          </Banner>
        ) : categories.length === 0 ? (
          <Text as="p">{t('storefront.categories.none')}</Text>
        ) : (
          <>
            <Text as="p">{t('storefront.categories.what')}</Text>
            <SimpleTable
              label={t('storefront.categories.title')}
              columns={[
                { key: 'name', title: t('storefront.categories.name'), cell: ({ title }) => title },
                {
                  key: 'handle',
                  title: t('storefront.categories.handle'),
                  cell: ({ handle }) => <code>{handle}</code>,
                },
                {
                  key: 'questions',
                  title: t('storefront.categories.questions'),
                  numeric: true,
                  cell: ({ questions }) => questions,
                },
              ]}
              rows={categories}
              rowKey={({ handle }) => handle}
            />
          </>
        )}
      </BlockStack>
    </Card>
  )
}

function Address() {
  const { proxy } = useLoaderData<typeof loader>().setup
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const [typed, setTyped] = useState<string | null>(null)
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const error =
    said && !said.ok ? (said.code === 'invalid_input' ? 'storefront.address.wrong' : 'storefront.address.failed') : null
  return (
    <Card>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          fetcher.submit({ proxy: typed ?? proxy }, { method: 'post' })
        }}
      >
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('storefront.address.title')}
          </Text>
          <Text as="p">{t('storefront.address.what')}</Text>
          <TextField
            label={t('storefront.address.label')}
            value={typed ?? proxy}
            onChange={setTyped}
            autoComplete="off"
            spellCheck={false}
            helpText={t('storefront.address.help')}
            {...(error === null ? {} : { error: t(error) })}
          />
          <InlineStack gap="300" blockAlign="center">
            <Button submit loading={fetcher.state !== 'idle'}>
              {t('storefront.address.save')}
            </Button>
            <div aria-live="polite">{said?.ok && <Text as="p">{t(said.said)}</Text>}</div>
          </InlineStack>
        </BlockStack>
      </form>
    </Card>
  )
}
