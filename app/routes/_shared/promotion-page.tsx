/** A plan being written: the form, and beside it how often its goods would be on promotion, asked again whenever typing pauses. */
import {
  useActionData,
  useFetcher,
  useNavigate,
  useNavigation,
  useSubmit,
  type ShouldRevalidateFunctionArgs,
} from '@remix-run/react'
import { Banner, BlockStack } from '@shopify/polaris'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isDay } from '#app/kernel/calendar.ts'
import type { PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import type { FrequencyCheck, PromotionChoices } from '#app/tools/pricing/promotions/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { FrequencyCard } from './frequency-card.tsx'
import { PromotionForm, toDraftJson, toFields } from './promotion-form.tsx'
import { useErrorText } from './run-progress.tsx'

/** What the actions of both pages answer: the usual, and beside it what was asked for. */
export type PromotionAnswer = ActionAnswer & { check?: FrequencyCheck; removed?: { id: string; draft: PromotionDraft } }

const TYPING_MS = 500
const CALENDAR = '/app/pricing/promotions'

interface PromotionPageProps {
  draft: PromotionDraft
  choices: PromotionChoices
  removable: boolean
}

/** A form of this page is asked about, or it leaves the page: what the page shows stays as it was loaded. */
export const promotionRevalidates = ({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean =>
  formMethod === undefined && defaultShouldRevalidate

export function PromotionPage({ draft, choices, removable }: PromotionPageProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [fields, setFields] = useState(() => toFields(draft, format.locale))
  const said = useActionData<PromotionAnswer>()
  const submit = useSubmit()
  const { state, formMethod } = useNavigation()
  const busy = formMethod !== undefined
  const navigate = useNavigate()
  const toast = useToast()
  const errorText = useErrorText()
  const json = toDraftJson(fields, draft.festival)
  const { check, checking } = useFrequencyCheck(json, isDay(fields.startsOn) && isDay(fields.endsOn))

  const month = fields.startsOn.slice(0, 7)
  useEffect(() => {
    // What is still being loaded is let be: a request that is cut off half-way is an error in the browser's console.
    if (!said?.ok || state !== 'idle') return
    if (said.removed) navigate(CALENDAR, { state: { removed: said.removed } })
    else {
      toast(t(said.said))
      navigate(`${CALENDAR}?from=${month}`)
    }
    // The month is the one that was saved.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said, state])

  const refused = said?.ok === false ? said : null
  const general = refused && refused.fields.length === 0 ? errorText(refused.code) : null
  return (
    <>
      <PricingNav current="promotions" />
      <BlockStack gap="400">
        {general && (
          <Banner tone="critical" title={general.what}>
            <p>{general.advice}</p>
          </Banner>
        )}
        <TwoColumns side={<FrequencyCard check={check} checking={checking} />}>
          <PromotionForm
            fields={fields}
            onChange={setFields}
            choices={choices}
            errors={refused?.fields ?? []}
            busy={busy}
            onSave={() => submit({ intent: 'save', promotion: json }, { method: 'post' })}
            {...(removable ? { onRemove: () => submit({ intent: 'remove' }, { method: 'post' }) } : {})}
          />
        </TwoColumns>
      </BlockStack>
    </>
  )
}

function useFrequencyCheck(json: string, possible: boolean): { check: FrequencyCheck | null; checking: boolean } {
  const fetcher = useFetcher<PromotionAnswer>()
  const asked = useRef<string | null>(null)
  const { submit, state } = fetcher
  // A plan without a name yet can be checked all the same.
  const question = JSON.stringify({ ...(JSON.parse(json) as object), name: '-' })
  useEffect(() => {
    // One question at a time: the newest is asked when the last is answered.
    if (!possible || state !== 'idle' || asked.current === question) return
    const wait = asked.current === null ? 0 : TYPING_MS
    const timer = setTimeout(() => {
      asked.current = question
      submit({ intent: 'check', promotion: question }, { method: 'post' })
    }, wait)
    return () => clearTimeout(timer)
  }, [possible, question, state, submit])
  const answered = fetcher.data
  return {
    check: answered?.ok ? (answered.check ?? null) : null,
    checking: state !== 'idle' || (possible && answered === undefined),
  }
}
