/** Where a release stands: its steps with their times, what that means for the shop, what stopped it, and how far the writing is. */
import { Banner, BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'
import type { Release, ReleaseFailure, ReleaseProgress, RowCounts } from '#app/tools/pricing/releases/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { changesSomething } from './release-actions.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { Steps, type Step } from '#app/ui/steps.tsx'

/** How many of the steps lie behind a state; the next one is the one it is at. */
const DONE: Record<ReleaseState, number> = {
  draft: 0,
  previewed: 2,
  approved: 3,
  scheduled: 3,
  applying: 3,
  failed: 2,
  applied: 4,
  partly_applied: 3,
  rolling_back: 4,
  rolled_back: 5,
  cancelled: 0,
}

export function ReleaseSteps({ release }: { release: Release }) {
  const { t } = useTranslation()
  const format = useFormat()
  const when = (instant: string | null): string | undefined => (instant === null ? undefined : format.instant(instant))
  const takesBack = release.state === 'rolling_back' || release.state === 'rolled_back' || release.endsAt !== null
  const keys: { key: string; label: string; note: string | undefined }[] = [
    { key: 'draft', label: t('pricingReleases.steps.draft'), note: when(release.createdAt) },
    { key: 'preview', label: t('pricingReleases.steps.preview'), note: when(release.previewedAt) },
    { key: 'approve', label: t('pricingReleases.steps.approve'), note: when(release.approvedAt) },
    {
      key: 'apply',
      label: t(release.state === 'scheduled' ? 'pricingReleases.steps.schedule' : 'pricingReleases.steps.apply'),
      note: when(release.appliedAt ?? release.startsAt),
    },
    ...(takesBack
      ? [
          {
            key: 'rollback',
            label: t('pricingReleases.steps.rollback'),
            note: when(release.rolledBackAt ?? release.endsAt),
          },
        ]
      : []),
  ]
  const done = DONE[release.state]
  const steps: Step[] = keys.map((step, index) => ({
    ...step,
    state: index < done ? 'done' : index === done && release.state !== 'cancelled' ? 'current' : 'open',
  }))
  return (
    <Card>
      <BlockStack gap="400">
        <Steps label={t('pricingReleases.steps.label')} steps={steps} />
        <Text as="p">{t(meaning(release))}</Text>
        <Times release={release} />
      </BlockStack>
    </Card>
  )
}

/** What the state means for the shop, as a message. */
function meaning(release: Release): string {
  if (release.paused) return 'pricingReleases.pausedSays'
  if (release.state === 'previewed' && !changesSomething(release)) return 'pricingReleases.nothingChanges'
  return `pricingReleases.stateSays.${release.state}`
}

function Times({ release }: { release: Release }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = [
    ...(release.state === 'scheduled' && release.startsAt
      ? [t('pricingReleases.times.startsAt', { date: format.instant(release.startsAt) })]
      : []),
    ...(release.endsAt && release.state !== 'rolled_back' && release.state !== 'cancelled'
      ? [t('pricingReleases.times.endsAt', { date: format.instant(release.endsAt) })]
      : []),
    ...(release.plan.round > 1 ? [t('pricingReleases.plan.round', { number: format.number(release.plan.round) })] : []),
  ]
  if (lines.length === 0) return null
  return (
    <BlockStack gap="100">
      {lines.map((line) => (
        <Text as="p" key={line} fontWeight="medium">
          {line}
        </Text>
      ))}
    </BlockStack>
  )
}

/** Prices that are not as planned, each kind with the way to its list and reasons. */
const LEFT = ['failed', 'kept', 'kept_on_rollback'] as const

export function LeftAsTheyAre({ counts }: { counts: RowCounts }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { href } = usePageParams()
  const left = LEFT.filter((state) => counts[state] > 0)
  if (left.length === 0) return null
  return (
    <Banner tone="warning" title={t('pricingReleases.left.title')}>
      <BlockStack gap="200">
        <Text as="p">{t('pricingReleases.left.what')}</Text>
        <InlineStack gap="200">
          {left.map((state) => (
            <Button key={state} url={`${href({ show: state, after: null, before: null })}#prices`}>
              {t('pricingReleases.left.see', {
                state: t(`pricingReleases.rowState.${state}`),
                prices: format.number(counts[state]),
              })}
            </Button>
          ))}
        </InlineStack>
      </BlockStack>
    </Banner>
  )
}

export function Failure({ failure }: { failure: ReleaseFailure }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const key = `pricingReleases.failure.${failure.code}`
  return (
    <Banner
      tone={failure.waiting ? 'warning' : 'critical'}
      title={t(failure.waiting ? 'pricingReleases.failure.waitingTitle' : 'pricingReleases.failure.title')}
    >
      <p>
        {t(i18n.exists(key) ? key : 'pricingReleases.failure.bug')}{' '}
        {t('pricingReleases.failure.at', { date: format.instant(failure.at) })}
      </p>
    </Banner>
  )
}

export function Progress({ progress }: { progress: ReleaseProgress }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { total, done, kept, failed, pricesPerSecond, secondsLeft, paused } = progress
  const title = t(
    progress.state === 'rolling_back' ? 'pricingReleases.progress.rolling_back' : 'pricingReleases.progress.applying',
  )
  const facts = [
    t('pricingReleases.progress.of', { done: format.number(done), total: format.number(total) }),
    ...(paused
      ? [t('pricingReleases.paused')]
      : [
          pricesPerSecond === null
            ? t('pricingReleases.progress.starting')
            : t('pricingReleases.progress.rate', { rate: format.number(Math.round(pricesPerSecond)) }),
          ...(secondsLeft === null ? [] : [t('pricingReleases.progress.left', { time: format.duration(secondsLeft) })]),
        ]),
    ...(kept > 0 ? [t('pricingReleases.progress.kept', { count: kept, prices: format.number(kept) })] : []),
    ...(failed > 0 ? [t('pricingReleases.progress.failed', { count: failed, prices: format.number(failed) })] : []),
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd" id="release-progress">
          {title}
        </Text>
        <ProgressBar
          progress={total === 0 ? 0 : Math.min(100, (100 * done) / total)}
          size="small"
          tone="primary"
          animated={false}
          ariaLabelledBy="release-progress"
        />
        <InlineStack>
          <Text as="p" tone="subdued" numeric>
            {facts.join(' · ')}
          </Text>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
