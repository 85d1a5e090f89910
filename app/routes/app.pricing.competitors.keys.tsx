/** Keys for programs that send competitor prices: made, shown once, revoked; and how to use them. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Modal,
  Text,
  TextField,
} from '@shopify/polaris'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  createToken,
  observationTokens,
  removeToken,
  type TokenView,
} from '#app/tools/pricing/endpoint/service.server.ts'
import { CALLS_PER_MINUTE, LONGEST_NAME, MOST_ITEMS } from '#app/tools/pricing/observations/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({
    tokens: await observationTokens(shop),
    address: new URL('/api/observations', request.url).href,
    currency: shop.currency,
    now: new Date().toISOString(),
  }))
}

const Revocation = z.object({ id: z.uuid() })
type Shown = { name: string; key: string }

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let shown: Shown | null = null
  const said = await act(async () => {
    if (form['intent'] === 'revoke') {
      await removeToken(shop, Revocation.parse(form).id)
      return 'pricingCompetitors.said.revoked'
    }
    const { name, key } = await createToken(shop, form)
    shown = { name, key }
    return 'pricingCompetitors.said.created'
  })
  return data(
    { ...said.data, shown: shown as Shown | null },
    { ...said.init, headers: { 'cache-control': 'no-store' } },
  )
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Keys() {
  const { tokens, address, currency, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const [revoking, setRevoking] = useState<TokenView | null>(null)
  return (
    <PageFrame
      title={t('pricingCompetitors.keys.title')}
      back={{ content: t('pricingCompetitors.title'), url: '/app/pricing/competitors' }}
    >
      <BlockStack gap="400">
        <NewKey />
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t('pricingCompetitors.keys.list')}
            </Text>
            {tokens.length === 0 ? (
              <Text as="p" tone="subdued">
                {t('pricingCompetitors.keys.empty')}
              </Text>
            ) : (
              <SimpleTable
                label={t('pricingCompetitors.keys.list')}
                rows={tokens}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: 'name',
                    title: t('pricingCompetitors.keys.name'),
                    cell: ({ name }) => <span className="wrap-anywhere">{name}</span>,
                  },
                  {
                    key: 'state',
                    title: t('pricingCompetitors.keys.state'),
                    nowrap: true,
                    cell: ({ revokedAt }) =>
                      revokedAt === null ? (
                        <Badge tone="success">{t('pricingCompetitors.keys.live')}</Badge>
                      ) : (
                        <Badge>{t('pricingCompetitors.keys.revoked')}</Badge>
                      ),
                  },
                  {
                    key: 'created',
                    title: t('pricingCompetitors.keys.created'),
                    nowrap: true,
                    cell: ({ createdAt }) => format.instant(createdAt),
                  },
                  {
                    key: 'used',
                    title: t('pricingCompetitors.keys.used'),
                    nowrap: true,
                    cell: ({ usedAt }) =>
                      usedAt === null ? t('pricingCompetitors.keys.never') : format.instant(usedAt),
                  },
                  {
                    key: 'do',
                    title: t('pricingCompetitors.keys.do'),
                    nowrap: true,
                    cell: (token) =>
                      token.revokedAt === null ? (
                        <Button
                          size="slim"
                          tone="critical"
                          accessibilityLabel={t('pricingCompetitors.keys.revokeOf', { name: token.name })}
                          onClick={() => setRevoking(token)}
                        >
                          {t('pricingCompetitors.keys.revoke')}
                        </Button>
                      ) : (
                        <NoValue meaning={t('pricingCompetitors.keys.revoked')} />
                      ),
                  },
                ]}
              />
            )}
          </BlockStack>
        </Card>
        <HowTo address={address} currency={currency} now={now} />
      </BlockStack>
      {revoking && <RevokeModal token={revoking} onClose={() => setRevoking(null)} />}
    </PageFrame>
  )
}

function NewKey() {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer & { shown: Shown | null }>()
  const [name, setName] = useState('')
  const [heard, setHeard] = useState(fetcher.data)
  const said = fetcher.data
  if (said !== heard) {
    setHeard(said)
    if (said?.ok) setName('')
  }
  const tooMany = said?.ok === false && said.fields.some(({ code }) => code === 'too_many_tokens')
  const refused = said?.ok === false && said.code === 'invalid_input'
  const create = (event: FormEvent): void => {
    event.preventDefault()
    fetcher.submit({ intent: 'create', name }, { method: 'post' })
  }
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="p">{t('pricingCompetitors.keys.what')}</Text>
        <form onSubmit={create} noValidate>
          <FormLayout>
            <TextField
              label={t('pricingCompetitors.keys.name')}
              helpText={t('pricingCompetitors.keys.nameHelp')}
              value={name}
              onChange={setName}
              maxLength={LONGEST_NAME}
              autoComplete="off"
              error={
                refused
                  ? t(tooMany ? 'pricingCompetitors.keys.tooMany' : 'pricingCompetitors.keys.nameError')
                  : undefined
              }
            />
            <Button submit variant="primary" loading={fetcher.state !== 'idle'}>
              {t('pricingCompetitors.keys.create')}
            </Button>
          </FormLayout>
        </form>
        <div aria-live="polite">
          {said?.ok === false && said.code !== 'invalid_input' && (
            <Banner tone="critical">
              <p>{t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          {said?.ok && said.shown && <ShownKey shown={said.shown} />}
        </div>
      </BlockStack>
    </Card>
  )
}

function ShownKey({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const toast = useToast()
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(shown.key)
      toast(t('pricingCompetitors.keys.copied'))
    } catch {
      toast(t('pricingCompetitors.keys.copyFailed'))
    }
  }
  return (
    <Banner tone="success" title={t('pricingCompetitors.keys.shownTitle', { name: shown.name })}>
      <BlockStack gap="300">
        <Text as="p">{t('pricingCompetitors.keys.shownWhat')}</Text>
        <TextField
          label={t('pricingCompetitors.keys.key')}
          value={shown.key}
          readOnly
          selectTextOnFocus
          autoComplete="off"
          connectedRight={<Button onClick={() => void copy()}>{t('pricingCompetitors.keys.copy')}</Button>}
        />
      </BlockStack>
    </Banner>
  )
}

function RevokeModal({ token, onClose }: { token: TokenView; onClose: () => void }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  useEffect(() => {
    if (!said?.ok) return
    toast(t(said.said))
    onClose()
  }, [said, t, toast, onClose])
  return (
    <Modal
      open
      onClose={onClose}
      title={t('pricingCompetitors.keys.revokeTitle', { name: token.name })}
      primaryAction={{
        content: t('pricingCompetitors.keys.revoke'),
        destructive: true,
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ intent: 'revoke', id: token.id }, { method: 'post' }),
      }}
      secondaryActions={[{ content: t('pricingCompetitors.keys.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          {said?.ok === false && (
            <Banner tone="critical">
              <p>{t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          <Text as="p">{t('pricingCompetitors.keys.revokeWhat')}</Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}

function HowTo({ address, currency, now }: { address: string; currency: string; now: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const body = {
    observations: [
      {
        sku: 'YOUR-SKU',
        competitor: 'Example Shop',
        price: '24.90',
        currency,
        shipping: '3.95',
        inStock: true,
        url: 'https://shop.example/item',
        seenAt: `${now.slice(0, 19)}Z`,
        confidence: 0.95,
        packSize: 1,
      },
    ],
  }
  const command = [
    `curl -X POST '${address}' \\`,
    `  -H 'Authorization: Bearer YOUR-KEY' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body, null, 2)}'`,
  ].join('\n')
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingCompetitors.keys.how')}
        </Text>
        <Text as="p">
          {t('pricingCompetitors.keys.howWhat', {
            items: format.number(MOST_ITEMS),
            calls: format.number(CALLS_PER_MINUTE),
          })}
        </Text>
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {t('pricingCompetitors.keys.example')}
          </Text>
        </InlineStack>
        <pre
          className="scroll-x code-block"
          tabIndex={0}
          role="region"
          aria-label={t('pricingCompetitors.keys.example')}
        >
          {command}
        </pre>
      </BlockStack>
    </Card>
  )
}
