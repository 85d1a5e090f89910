/** The versions of the pricing rules: the one that counts, drafts at work, and history with what changed from version to version. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, BlockStack, Box, Button, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { dayIn } from '#app/kernel/calendar.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { RuleSetChanges } from '#app/tools/pricing/rules/changes.ts'
import { createRuleSet, listRuleSets } from '#app/tools/pricing/rules/service.server.ts'
import { RuleSetName, type RuleSetState, type RuleSetSummary } from '#app/tools/pricing/rules/versions.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

const NewRuleSet = z.object({ name: RuleSetName })

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ ruleSets: await listRuleSets(shop), today: dayIn(shop.timezone, new Date()) }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { id } = await createRuleSet(shop, NewRuleSet.parse(form).name)
    throw redirect(`/app/pricing/rules/${id}`)
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Rules() {
  const { ruleSets, today } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const busy = useNavigation().formMethod !== undefined
  const changes = useChangesText()
  const create = (primary: boolean) => (
    <Form method="post">
      <input type="hidden" name="name" value={t('pricingRules.newName', { day: format.day(today) })} />
      <Button submit loading={busy} {...(primary ? { variant: 'primary' as const } : {})}>
        {t('pricingRules.new')}
      </Button>
    </Form>
  )
  return (
    <PageFrame
      title={t('pricingRules.title')}
      primaryAction={ruleSets.length === 0 ? undefined : create(true)}
      fullWidth
    >
      <PricingNav current="rules" />
      <BlockStack gap="400">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="p" tone="subdued">
            {t('pricingRules.what')}
          </Text>
        </Box>
        <Card padding="0">
          {ruleSets.length === 0 ? (
            <BlockStack inlineAlign="center">
              <ListEmpty title={t('pricingRules.empty.title')} advice={t('pricingRules.empty.advice')} />
              <div className="list-empty-action">{create(true)}</div>
            </BlockStack>
          ) : (
            <ListTable
              label={t('pricingRules.list.label')}
              rows={ruleSets}
              rowId={(row) => row.id}
              rowUrl={(row) => `/app/pricing/rules/${row.id}`}
              name={{ title: t('pricingRules.list.name'), text: (row) => row.name, width: 2.4 }}
              columns={[
                {
                  key: 'version',
                  title: t('pricingRules.list.version'),
                  width: 0.8,
                  cell: (row) => format.number(row.version),
                },
                { key: 'state', title: t('pricingRules.list.state'), cell: (row) => <StateBadge state={row.state} /> },
                { key: 'rules', title: t('pricingRules.list.rules'), cell: (row) => enabledText(row, t, format) },
                {
                  key: 'changes',
                  title: t('pricingRules.list.changes'),
                  width: 3,
                  cell: (row) => <span className="wrap-anywhere wrap-lines">{changes(row.changes)}</span>,
                },
                {
                  key: 'when',
                  title: t('pricingRules.list.when'),
                  width: 1.8,
                  cell: (row) => whenText(row, t, format),
                },
              ]}
              narrowEnd={(row) => <StateBadge state={row.state} />}
              narrow={(row) => (
                <Text as="span" tone="subdued">
                  {[
                    t('pricingRules.list.versionOf', { version: row.version }),
                    enabledText(row, t, format),
                    whenText(row, t, format),
                  ].join(' · ')}
                </Text>
              )}
            />
          )}
        </Card>
      </BlockStack>
    </PageFrame>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

function enabledText(row: RuleSetSummary, t: Translate, format: Format): string {
  return row.enabledRules === row.rules
    ? format.number(row.rules)
    : t('pricingRules.list.enabled', { enabled: format.number(row.enabledRules), all: format.number(row.rules) })
}

function whenText(row: RuleSetSummary, t: Translate, format: Format): string {
  return row.publishedAt === null
    ? t('pricingRules.list.savedAt', { when: format.instant(row.updatedAt) })
    : t('pricingRules.list.publishedAt', { when: format.instant(row.publishedAt) })
}

const TONES = { draft: 'info', published: 'success', archived: undefined } as const

function StateBadge({ state }: { state: RuleSetState }) {
  const { t } = useTranslation()
  const tone = TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingRules.state.${state}`)}</Badge>
}

/** `new: Sale; removed: Old stock; guards` */
function useChangesText(): (changes: RuleSetChanges | null) => string {
  const { t } = useTranslation()
  const { locale } = useFormat()
  const names = (list: string[]): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(list)
  return (changes) => {
    if (changes === null) return t('pricingRules.list.first')
    const parts = [
      ...(['added', 'removed', 'changed'] as const).flatMap((what) =>
        changes[what].length === 0 ? [] : [t(`pricingRules.changes.${what}`, { names: names(changes[what]) })],
      ),
      ...(changes.reordered ? [t('pricingRules.changes.reordered')] : []),
      ...changes.parts.map((part) => t(`pricingRules.changes.${part}`)),
    ]
    return parts.length === 0 ? t('pricingRules.list.same') : parts.join('; ')
  }
}
