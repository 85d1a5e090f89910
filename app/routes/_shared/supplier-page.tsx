/** A card being written: the form, saved and refused. In: the supplier or none. Out: the page's body; a new one leads to its own page. */
import { useActionData, useNavigate, useNavigation, useSubmit } from '@remix-run/react'
import { Banner, BlockStack } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { ProposedClosure } from '#app/tools/reorder/suppliers/closures.ts'
import type { Supplier } from '#app/tools/reorder/suppliers/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useErrorText } from './run-progress.tsx'
import { toSupplierFields, toSupplierJson } from './supplier-fields.ts'
import { SupplierForm } from './supplier-form.tsx'
import { SUPPLIERS } from './supplier-frame.tsx'

export type SupplierAnswer = ActionAnswer & { id?: string }

const NO_ERRORS: FieldError[] = []

interface SupplierPageProps {
  supplier: Supplier | null
  /** the shop's: what a new supplier begins with */
  currency: string
  closures: Record<string, ProposedClosure[]>
}

export function SupplierPage({ supplier, currency, closures }: SupplierPageProps) {
  const { t } = useTranslation()
  const { locale } = useFormat()
  const [fields, setFields] = useState(() =>
    toSupplierFields(supplier, { currency, laneName: t('reorderSuppliers.form.usualLane'), locale }),
  )
  const said = useActionData<SupplierAnswer>()
  const submit = useSubmit()
  const navigate = useNavigate()
  const { state, formData } = useNavigation()
  const toast = useToast()
  const errorText = useErrorText()
  const isNew = supplier === null
  const archived = supplier === null ? null : { id: supplier.id, name: supplier.name }

  useEffect(() => {
    // What is still being loaded is let be: a request that is cut off half-way is an error in the browser's console.
    if (!said?.ok || state !== 'idle') return
    if (said.said === 'reorderSuppliers.said.archived' && archived) navigate(SUPPLIERS, { state: { archived } })
    else {
      toast(t(said.said))
      if (isNew && said.id !== undefined) navigate(`${SUPPLIERS}/${said.id}`, { replace: true })
    }
    // Once for each answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said, state])

  const refused = said?.ok === false ? said : null
  const general = refused && refused.fields.length === 0 ? errorText(refused.code) : null
  return (
    <BlockStack gap="400">
      {general && (
        <Banner tone="critical" title={general.what}>
          <p>{general.advice}</p>
        </Banner>
      )}
      {supplier !== null && supplier.archivedAt !== null && (
        <Banner
          tone="info"
          title={t('reorderSuppliers.isArchived')}
          action={{
            content: t('reorderSuppliers.restore'),
            onAction: () => submit({ intent: 'restore' }, { method: 'post' }),
          }}
        >
          <p>{t('reorderSuppliers.isArchivedWhat')}</p>
        </Banner>
      )}
      <SupplierForm
        fields={fields}
        onChange={setFields}
        closures={closures}
        errors={refused?.fields ?? NO_ERRORS}
        busy={formData?.get('intent') === 'save'}
        onSave={() => submit({ intent: 'save', supplier: toSupplierJson(fields) }, { method: 'post' })}
        cancelUrl={SUPPLIERS}
      />
    </BlockStack>
  )
}
