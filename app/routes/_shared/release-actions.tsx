/**
 * What can be asked of a release in its state, after a question where it matters. In: the release and what stands in it.
 * Out: the page's buttons and the dialogs behind them. Invariant: only what the state allows is offered; every refusal is said on the page.
 */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Modal, Text, type PageProps } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'
import type { Release, RowCounts } from '#app/tools/pricing/releases/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useBookName, useRefusal } from './release-words.tsx'

export const RELEASE_INTENTS = [
  'preview',
  'approve',
  'unschedule',
  'apply',
  'retry',
  'pause',
  'resume',
  'stop',
  'rollback',
  'repeat',
  'cancel',
  'discard',
] as const
export type ReleaseIntent = (typeof RELEASE_INTENTS)[number]

const ASKED_FIRST = ['apply', 'rollback', 'stop', 'cancel', 'discard'] as const
type Question = (typeof ASKED_FIRST)[number]
const isQuestion = (intent: ReleaseIntent): intent is Question => (ASKED_FIRST as readonly string[]).includes(intent)

export interface ReleaseAsk {
  ask: (form: { intent: string } & Record<string, string>) => void
  /** the intent under way */
  busy: string | null
  said: ActionAnswer | undefined
}

/** All parts of a release's page ask through one fetcher, so that they never ask at the same time. */
export function useReleaseAsk(id: string): ReleaseAsk {
  const fetcher = useFetcher<ActionAnswer>({ key: `release-${id}` })
  const intent = fetcher.formData?.get('intent')
  return {
    ask: (form) => fetcher.submit(form, { method: 'post', action: `/app/pricing/releases/${id}?index` }),
    busy: typeof intent === 'string' ? intent : null,
    said: fetcher.data,
  }
}

/**
 * Says once what came of it: done things in a toast, refusals on the page until the next try.
 * `before`: what refused the preview that was asked for on the page before this one.
 */
export function ReleaseAnswer({ id, before }: { id: string; before: ActionAnswer | null }) {
  const { said: answered, busy } = useReleaseAsk(id)
  const said = answered ?? before
  const { t } = useTranslation()
  const refusal = useRefusal()
  const toast = useToast()
  useEffect(() => {
    if (answered?.ok) toast(t(answered.said))
  }, [answered, t, toast])
  if (!said || said.ok || busy !== null) return null
  const { title, advice } = refusal(said)
  return (
    <Banner tone="critical" title={title}>
      <p>{advice}</p>
    </Banner>
  )
}

/** The first is the page's main button. `schedule` and `edit` are not asked of the server: the page shows a form. */
type Offer = ReleaseIntent | 'schedule' | 'edit'
const OFFERS: Record<ReleaseState, Offer[]> = {
  draft: ['preview', 'edit', 'discard'],
  previewed: ['approve', 'preview', 'edit', 'discard'],
  approved: ['apply', 'schedule', 'preview', 'edit', 'cancel'],
  scheduled: ['apply', 'schedule', 'unschedule', 'cancel'],
  applying: ['pause', 'stop'],
  applied: ['rollback', 'schedule'],
  partly_applied: ['retry', 'rollback', 'schedule'],
  rolling_back: ['pause'],
  rolled_back: ['repeat'],
  failed: ['preview', 'edit', 'cancel'],
  cancelled: ['discard'],
}

type PageAction =
  NonNullable<PageProps['secondaryActions']> extends infer Actions
    ? Extract<Actions, readonly unknown[]>[number]
    : never

export interface ReleaseButtons {
  primaryAction: NonNullable<PageProps['primaryAction']>
  secondaryActions: PageAction[]
  question: Question | null
  close: () => void
}

export function changesSomething({ totals }: Release): boolean {
  return totals !== null && totals.outcomes.change > 0
}

/** The buttons of the page's head, and which question is open. */
export function useReleaseButtons(release: Release, counts: RowCounts, onSchedule: () => void): ReleaseButtons {
  const { t } = useTranslation()
  const { ask, busy } = useReleaseAsk(release.id)
  const [question, setQuestion] = useState<Question | null>(null)
  const stuck = release.paused || release.failure !== null
  const offers = OFFERS[release.state]
    .map((offer) => (offer === 'pause' && stuck ? 'resume' : offer))
    .filter((offer) => offer !== 'retry' || counts.planned + counts.failed > 0)
    .filter((offer) => offer !== 'approve' || changesSomething(release))
  const label = (offer: Offer, first: boolean): string => {
    if (offer === 'preview' && !(first && release.state === 'draft')) return t('pricingReleases.action.previewAgain')
    if (offer === 'schedule' && release.state !== 'approved')
      return t(release.state === 'scheduled' ? 'pricingReleases.action.reschedule' : 'pricingReleases.action.setEnd')
    if (offer === 'resume' && !release.paused) return t('pricingReleases.action.tryNow')
    return t(`pricingReleases.action.${offer}`)
  }
  const action = (offer: Offer, first: boolean) => ({
    id: `release-${offer}`,
    content: label(offer, first),
    disabled: busy !== null && busy !== offer,
    loading: busy === offer,
    destructive: offer === 'rollback' || offer === 'stop' || offer === 'discard' || offer === 'cancel',
    ...(offer === 'edit'
      ? { url: `/app/pricing/releases/${release.id}/edit` }
      : {
          onAction: () => {
            if (offer === 'schedule') onSchedule()
            else if (isQuestion(offer)) setQuestion(offer)
            else ask({ intent: offer })
          },
        }),
  })
  const [first = 'discard', ...others] = offers
  return {
    primaryAction: action(first, true),
    secondaryActions: others.map((offer) => action(offer, false)),
    question,
    close: () => setQuestion(null),
  }
}

interface ReleaseQuestionProps {
  release: Release
  counts: RowCounts
  question: Question | null
  onClose: () => void
}

/** The dialog before what cannot simply be undone: how many prices, where, and what will be kept. */
export function ReleaseQuestion({ release, counts, question, onClose }: ReleaseQuestionProps) {
  const { t } = useTranslation()
  const { ask } = useReleaseAsk(release.id)
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState<Question>('apply')
  if (question !== null && question !== shown) setShown(question)
  return (
    <Modal
      open={question !== null}
      onClose={onClose}
      title={t(`pricingReleases.confirm.${shown}.title`)}
      primaryAction={{
        content: t(`pricingReleases.confirm.${shown}.yes`),
        destructive: shown !== 'apply',
        onAction: () => {
          onClose()
          ask({ intent: shown })
        },
      }}
      secondaryActions={[{ content: t('pricingReleases.confirm.no'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <QuestionWords question={shown} release={release} counts={counts} />
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}

function QuestionWords({ question, release, counts }: { question: Question; release: Release; counts: RowCounts }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const touched = new Set(release.totals?.books.flatMap((book) => (book.changes > 0 ? [book.bookId] : [])))
  if (question === 'apply') {
    const books = new Intl.ListFormat(i18n.language).format(
      release.plan.books.filter((book) => touched.has(book.id)).map(bookName),
    )
    return (
      <Text as="p">
        {t('pricingReleases.confirm.apply.what', {
          count: counts.planned,
          prices: format.number(counts.planned),
          books,
        })}
      </Text>
    )
  }
  if (question === 'rollback') {
    return (
      <>
        <Text as="p">
          {t('pricingReleases.confirm.rollback.what', { count: counts.applied, prices: format.number(counts.applied) })}
        </Text>
        <Text as="p">{t('pricingReleases.confirm.rollback.kept')}</Text>
        {[...touched].some((id) => id !== BASE_BOOK) && (
          <Text as="p">{t('pricingReleases.confirm.rollback.fixed')}</Text>
        )}
      </>
    )
  }
  return <Text as="p">{t(`pricingReleases.confirm.${question}.what`)}</Text>
}
