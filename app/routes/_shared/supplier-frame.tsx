/**
 * What the pages of one supplier share. In: the supplier and which page this is. Out: the page with its ways to the others; refusals at their fields.
 */
import { Badge } from '@shopify/polaris'
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { Supplier } from '#app/tools/reorder/suppliers/schema.ts'
import type { Tier } from '#app/tools/reorder/suppliers/scorecard.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { ToolNav } from '#app/ui/tool-nav.tsx'

export const SUPPLIERS = '/app/reorder/suppliers'

const PAGES = [
  ['card', ''],
  ['items', '/items'],
  ['import', '/import'],
  ['score', '/score'],
  ['order', '/order'],
] as const

interface SupplierFrameProps {
  supplier: Pick<Supplier, 'id' | 'name' | 'archivedAt'>
  current: (typeof PAGES)[number][0]
  primaryAction?: { content: string; url: string }
  secondaryActions?: { content: string; destructive?: boolean; onAction: () => void }[]
  children: ReactNode
}

export function SupplierFrame({ supplier, current, children, ...actions }: SupplierFrameProps) {
  const { t } = useTranslation()
  const base = `${SUPPLIERS}/${supplier.id}`
  return (
    <PageFrame
      title={supplier.name}
      back={{ content: t('reorderSuppliers.title'), url: SUPPLIERS }}
      fullWidth
      {...(supplier.archivedAt === null ? {} : { titleMetadata: <Badge>{t('reorderSuppliers.archived')}</Badge> })}
      {...actions}
    >
      <ReorderNav current="suppliers" />
      <ToolNav
        label={t('reorderSuppliers.page.label', { name: supplier.name })}
        pages={PAGES.map(([page, path]) => ({
          url: `${base}${path}`,
          title: t(`reorderSuppliers.page.${page}`),
          current: page === current,
        }))}
      />
      {children}
    </PageFrame>
  )
}

/** The words for what was refused at a path; nothing where nothing was. */
export function useSupplierError(errors: FieldError[]): (...path: (string | number)[]) => string | undefined {
  const { t, i18n } = useTranslation()
  return (...path) => {
    const found = errors.find((error) => path.every((step, index) => error.path[index] === String(step)))
    if (!found) return undefined
    const code = i18n.exists(`reorderSuppliers.error.${found.message}`) ? found.message : 'value_invalid'
    return t(`reorderSuppliers.error.${code}`)
  }
}

/** For a form: when an answer refuses something, the first refused field takes the focus, wherever in the form one was. */
export function useRefusedFocus(errors: FieldError[]): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (errors.length === 0) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (field) field.focus()
    else form.current?.scrollIntoView()
  }, [errors])
  return form
}

const TONES = { A: 'success', B: 'attention', C: 'critical' } as const

export function TierBadge({ tier }: { tier: Tier | null }) {
  const { t } = useTranslation()
  if (tier === null) return <Badge>{t('reorderSuppliers.tier.none')}</Badge>
  return <Badge tone={TONES[tier]}>{t(`reorderSuppliers.tier.${tier}`)}</Badge>
}
