/** Orphaned fixed prices of a book by reason, the way to a release that repairs them, and when a price counts as orphaned. */
import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, Collapsible, InlineGrid, InlineStack, Link, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ORPHAN_CODES, type OrphanLimits } from '#app/tools/pricing/prices/schema.ts'
import type { PriceBook } from '#app/tools/pricing/terms.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import type { ActionAnswer } from './action-answer.ts'

interface OrphanCardProps {
  book: PriceBook
  orphans: { total: number; byCode: Record<(typeof ORPHAN_CODES)[number], number> }
  limits: OrphanLimits
}

export function OrphanCard({ book, orphans, limits }: OrphanCardProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { get, href } = usePageParams()
  const repair = useFetcher<ActionAnswer>()
  const [open, setOpen] = useState(false)
  const state = get('state')
  const code = ORPHAN_CODES.find((one) => one === state)
  const count = code ? orphans.byCode[code] : orphans.total
  const refused = repair.data?.ok === false ? repair.data : null
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('pricingPrices.orphans.title')}
            </Text>
            <Text as="p" tone="subdued">
              {orphans.total === 0
                ? t('pricingPrices.orphans.none')
                : t('pricingPrices.orphans.what', { count: orphans.total, prices: format.number(orphans.total) })}
            </Text>
          </BlockStack>
          {count > 0 && code !== 'no_rate' && (
            <repair.Form method="post">
              <input type="hidden" name="intent" value="repair" />
              <input type="hidden" name="book" value={book.id} />
              <input type="hidden" name="code" value={code ?? ''} />
              <input type="hidden" name="name" value={t('pricingPrices.orphans.releaseName', { book: book.name })} />
              <Button submit loading={repair.state !== 'idle'}>
                {t('pricingPrices.orphans.repair', { count, prices: format.number(count) })}
              </Button>
            </repair.Form>
          )}
        </InlineStack>
        {refused && (
          <Text as="p" tone="critical">
            {refused.fields[0]?.code === 'no_sku' ? t('pricingPrices.orphans.noSku') : t(`error.${refused.code}.what`)}
          </Text>
        )}
        {orphans.total > 0 && (
          <InlineStack gap="400">
            {ORPHAN_CODES.filter((one) => orphans.byCode[one] > 0).map((one) => (
              <Link key={one} url={href({ state: one, after: null, before: null })}>
                {t('pricingPrices.orphans.byCode', {
                  reason: t(`pricingPrices.orphan.${one}`),
                  prices: format.number(orphans.byCode[one]),
                })}
              </Link>
            ))}
          </InlineStack>
        )}
        <InlineStack>
          <Button
            variant="plain"
            disclosure={open ? 'up' : 'down'}
            ariaExpanded={open}
            ariaControls="orphan-limits"
            onClick={() => setOpen(!open)}
          >
            {t('pricingPrices.limits.title')}
          </Button>
        </InlineStack>
        <Collapsible id="orphan-limits" open={open}>
          <Limits limits={limits} />
        </Collapsible>
      </BlockStack>
    </Card>
  )
}

function Limits({ limits }: { limits: OrphanLimits }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<ActionAnswer>()
  const said = fetcher.data
  const [typed, setTyped] = useState({
    baseBps: String(limits.baseBps / 100),
    rateBps: String(limits.rateBps / 100),
    offListBps: String(limits.offListBps / 100),
  })
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const refused = said?.ok === false ? said.fields.map((field) => field.path[0]) : []
  return (
    <fetcher.Form method="post" noValidate>
      <input type="hidden" name="intent" value="limits" />
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, md: 3 }} gap="300">
          {(['baseBps', 'rateBps', 'offListBps'] as const).map((name) => (
            <TextField
              key={name}
              name={name}
              label={t(`pricingPrices.limits.${name}`)}
              helpText={t(`pricingPrices.limits.${name}Help`)}
              suffix="%"
              inputMode="decimal"
              autoComplete="off"
              value={typed[name]}
              onChange={(value) => setTyped({ ...typed, [name]: value })}
              error={refused.includes(name) ? t('pricingPrices.limits.error') : undefined}
            />
          ))}
        </InlineGrid>
        <InlineStack>
          <Button submit loading={fetcher.state !== 'idle'}>
            {t('settings.save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </fetcher.Form>
  )
}
