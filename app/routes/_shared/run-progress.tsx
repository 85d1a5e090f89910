/**
 * A sync run as the merchant sees it. In: a RunView. Out: how far each part is, how fast, how long still, and what stopped it in
 * the merchant's words with what to do. Invariant: a number is shown only when it is known; an unknown total draws no bar.
 */
import { Banner, BlockStack, InlineStack, ProgressBar, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { PhaseView, RunView } from '#app/sync/types.ts'
import { useFormat } from '#app/ui/format.tsx'
import { StatusBadge } from '#app/ui/status-badge.tsx'

export function isActive(run: RunView | null): boolean {
  return run !== null && (run.state === 'queued' || run.state === 'running')
}

/** What went wrong, as an i18n key that exists. */
export function useErrorText(): (code: string | null) => { what: string; advice: string } | null {
  const { t, i18n } = useTranslation()
  return (code) => {
    if (code === null) return null
    const key = i18n.exists(`error.${code}.what`) ? code : 'unexpected'
    return { what: t(`error.${key}.what`), advice: t(`error.${key}.advice`) }
  }
}

export function RunProgress({ run }: { run: RunView }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const error = errorText(run.errorCode)
  return (
    <BlockStack gap="400">
      <RunFigures run={run} />
      {run.stalled && (
        <Banner tone="warning" title={t('sync.stalledTitle')}>
          <p>{t('sync.stalledAdvice')}</p>
        </Banner>
      )}
      {error && (
        <Banner tone={run.state === 'failed' ? 'critical' : 'warning'} title={error.what}>
          <p>{error.advice}</p>
        </Banner>
      )}
      <BlockStack gap="300" as="ul">
        {run.phases.map((phase) => (
          <li key={phase.key} className="plain-item">
            <PhaseProgress phase={phase} moving={isActive(run)} />
          </li>
        ))}
      </BlockStack>
    </BlockStack>
  )
}

function RunFigures({ run }: { run: RunView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = [
    run.rowsExpected === null || run.state === 'done'
      ? t('sync.rowsRead', { count: run.rowsRead, rows: format.number(run.rowsRead) })
      : t('sync.rowsOf', { rows: format.number(run.rowsRead), all: format.number(run.rowsExpected) }),
    run.rowsPerSecond === null ? null : t('sync.rate', { rate: format.number(Math.round(run.rowsPerSecond)) }),
    run.secondsLeft === null || !isActive(run) ? null : t('sync.timeLeft', { time: format.duration(run.secondsLeft) }),
  ].filter((fact) => fact !== null)
  return (
    <InlineStack gap="300" blockAlign="center">
      <StatusBadge kind="run" status={run.state} />
      {run.asked && run.state === 'running' && (
        <Text as="span" tone="subdued">
          {t(`sync.asked.${run.asked}`)}
        </Text>
      )}
      <Text as="span" tone="subdued" numeric>
        {facts.join(' · ')}
      </Text>
    </InlineStack>
  )
}

function PhaseProgress({ phase, moving }: { phase: PhaseView; moving: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const errorText = useErrorText()
  const error = errorText(phase.errorCode)
  const share = shareDone(phase)
  const name = t(`sync.phase.${phase.key}`)
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" gap="200">
        <InlineStack gap="200">
          <Text as="span">{name}</Text>
          <StatusBadge kind="phase" status={phase.state} />
        </InlineStack>
        <Text as="span" tone="subdued" numeric>
          {phase.rowsExpected === null || phase.state === 'done'
            ? t('sync.rowsRead', { count: phase.rowsRead, rows: format.number(phase.rowsRead) })
            : t('sync.rowsOf', { rows: format.number(phase.rowsRead), all: format.number(phase.rowsExpected) })}
        </Text>
      </InlineStack>
      {moving && share !== null && (
        <ProgressBar
          progress={share}
          size="small"
          tone={phase.state === 'failed' ? 'critical' : 'primary'}
          animated={false}
          ariaLabelledBy={`phase-${phase.key}`}
        />
      )}
      <span id={`phase-${phase.key}`} hidden>
        {name}
      </span>
      {error && (
        <Text as="p" tone="critical">
          {error.what} {error.advice}
        </Text>
      )}
    </BlockStack>
  )
}

/** 0 to 100; null where the total is not known yet. */
function shareDone(phase: PhaseView): number | null {
  if (phase.state === 'done') return 100
  if (phase.rowsExpected === null || phase.rowsExpected === 0) return phase.state === 'waiting' ? 0 : null
  return Math.min(100, (100 * phase.rowsRead) / phase.rowsExpected)
}
