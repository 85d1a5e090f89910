/**
 * Suppliers from the vendors that products name, and what was just archived. In: the proposals. Out: one click adds a vendor with all its
 * variants, another takes it back. Invariant: what was done is said with its way back.
 */
import { useFetcher, useLocation } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { AddedVendors, VendorProposals } from '#app/tools/reorder/vendors/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { SUPPLIERS } from './supplier-frame.tsx'

/** What the list's action answers: the usual, and beside it what was done. */
export type VendorAnswer = ActionAnswer & { added?: AddedVendors; takenBack?: { items: number; suppliers: number } }

const ACTION = `${SUPPLIERS}?index`
const MOST_SHOWN = 20
const NONE: VendorProposals = { proposals: [], vendors: 0 }

export function VendorCard() {
  const { t } = useTranslation()
  const { load, data: found } = useFetcher<VendorProposals>()
  useEffect(() => load(`${SUPPLIERS}/vendors`), [load])
  const { proposals, vendors } = found ?? NONE
  const format = useFormat()
  const fetcher = useFetcher<VendorAnswer>()
  const busy = fetcher.state !== 'idle'
  const asked = fetcher.formData?.get('vendor') ?? fetcher.formData?.get('intent') ?? null
  const said = busy ? undefined : fetcher.data
  const send = (form: Record<string, string>): void => fetcher.submit(form, { method: 'post', action: ACTION })
  if (proposals.length === 0 && said === undefined) return null
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('reorderSuppliers.vendors.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('reorderSuppliers.vendors.what')}
          </Text>
          <div aria-live="polite">
            <Said said={said} onTakeBack={(at) => send({ intent: 'takeBack', at })} />
          </div>
        </BlockStack>
        {proposals.length > 0 && vendors === 1 && (
          <Banner tone="info" title={t('reorderSuppliers.vendors.onlyOne')}>
            <p>{t('reorderSuppliers.vendors.onlyOneAdvice', { vendor: proposals[0]?.vendor ?? '' })}</p>
          </Banner>
        )}
        {proposals.length > 0 && (
          <SimpleTable
            label={t('reorderSuppliers.vendors.title')}
            rows={proposals.slice(0, MOST_SHOWN)}
            rowKey={({ vendor }) => vendor}
            columns={[
              {
                key: 'vendor',
                title: t('reorderSuppliers.vendors.vendor'),
                cell: ({ vendor }) => <span className="wrap-anywhere">{vendor}</span>,
              },
              {
                key: 'variants',
                title: t('reorderSuppliers.list.column.variants'),
                numeric: true,
                cell: ({ variants }) => format.number(variants),
              },
              {
                key: 'missing',
                title: t('reorderSuppliers.vendors.missing'),
                numeric: true,
                cell: ({ missing }) => format.number(missing),
              },
              {
                key: 'add',
                title: t('reorderSuppliers.vendors.action'),
                cell: ({ vendor, supplierId }) => (
                  <Button
                    size="slim"
                    disabled={busy}
                    loading={busy && asked === vendor}
                    accessibilityLabel={t('reorderSuppliers.vendors.addNamed', { vendor })}
                    onClick={() => send({ intent: 'add', vendor })}
                  >
                    {t(supplierId === null ? 'reorderSuppliers.vendors.add' : 'reorderSuppliers.vendors.addMissing')}
                  </Button>
                ),
              },
            ]}
          />
        )}
        {proposals.length > MOST_SHOWN && (
          <Text as="p" tone="subdued">
            {t('reorderSuppliers.vendors.more', {
              shown: format.number(MOST_SHOWN),
              total: format.number(proposals.length),
            })}
          </Text>
        )}
        {proposals.length > 1 && (
          <InlineStack>
            <Button disabled={busy} loading={busy && asked === 'addAll'} onClick={() => send({ intent: 'addAll' })}>
              {t('reorderSuppliers.vendors.addAll', { vendors: format.number(proposals.length) })}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}

function Said({ said, onTakeBack }: { said: VendorAnswer | undefined; onTakeBack: (at: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (said === undefined) return null
  if (!said.ok)
    return (
      <Banner tone="critical" title={t('reorderSuppliers.vendors.failed')}>
        <p>{t(`pageError.${said.code}.advice`)}</p>
      </Banner>
    )
  const { added, takenBack } = said
  if (added)
    return (
      <Banner
        tone="success"
        title={t('reorderSuppliers.vendors.addedWhat', {
          suppliers: format.number(added.suppliers),
          items: format.number(added.items),
        })}
        action={{ content: t('reorderSuppliers.vendors.takeBack'), onAction: () => onTakeBack(added.at) }}
      >
        <p>{t('reorderSuppliers.vendors.addedAdvice')}</p>
      </Banner>
    )
  if (takenBack)
    return (
      <Banner
        tone="info"
        title={t('reorderSuppliers.vendors.takenBackWhat', {
          suppliers: format.number(takenBack.suppliers),
          items: format.number(takenBack.items),
        })}
      />
    )
  return null
}

const ArchivedState = z.object({ archived: z.object({ id: z.uuid(), name: z.string() }) })

/** What was just archived can be brought back. It travels in the browser's history entry: a reload forgets it. */
export function ArchivedBanner() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const fetcher = useFetcher<VendorAnswer>()
  const parsed = ArchivedState.safeParse(state)
  if (!parsed.success) return null
  const { id, name } = parsed.data.archived
  if (fetcher.data?.ok) return <Banner tone="success" title={t('reorderSuppliers.said.restored')} />
  return (
    <Banner
      tone={fetcher.data?.ok === false ? 'critical' : 'info'}
      title={
        fetcher.data?.ok === false
          ? t('reorderSuppliers.notRestored')
          : t('reorderSuppliers.said.archivedNamed', { name })
      }
      action={{
        content: t('reorderSuppliers.undo'),
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ intent: 'restore', id }, { method: 'post', action: ACTION }),
      }}
    />
  )
}
