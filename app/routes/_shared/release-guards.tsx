/**
 * The questions that a preview raised, each answered by its name before approval; and the limits that raise them.
 * Invariant: an answer names its guard, so nobody waves through what was not read; answers can be changed until approval.
 */
import { BlockStack, Button, Card, InlineStack, Text, Badge } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { GuardQuestion, Release } from '#app/tools/pricing/releases/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useReleaseAsk } from './release-actions.tsx'

export function ReleaseGuards({ release }: { release: Release }) {
  const { t } = useTranslation()
  if (release.guards.length === 0) return null
  const open = release.state === 'previewed'
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t(open ? 'pricingReleases.guard.title' : 'pricingReleases.guard.titleAnswered')}
          </Text>
          {open && (
            <Text as="p" tone="subdued">
              {t('pricingReleases.guard.what')}
            </Text>
          )}
        </BlockStack>
        <BlockStack gap="500" as="ul">
          {release.guards.map((guard) => (
            <li key={guard.guard} className="plain-item">
              <Question release={release} guard={guard} />
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  )
}

function Question({ release, guard }: { release: Release; guard: GuardQuestion }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ask, busy } = useReleaseAsk(release.id)
  const name = t(`pricingReleases.guard.${guard.guard}.name`)
  const open = release.state === 'previewed'
  const answerWith = (answer: 'go_ahead' | 'stop') => (
    <Button
      pressed={guard.answer === answer}
      disabled={busy !== null}
      onClick={() => ask({ intent: 'answerGuard', guard: guard.guard, answer })}
      {...(answer === 'stop' ? { accessibilityLabel: `${t('pricingReleases.guard.stop')}: ${name}` } : {})}
    >
      {answer === 'stop' ? t('pricingReleases.guard.stop') : t('pricingReleases.guard.go_ahead', { guard: name })}
    </Button>
  )
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {name}
        </Text>
        <Badge
          {...(guard.answer === null
            ? { tone: 'attention' as const }
            : guard.answer === 'stop'
              ? { tone: 'critical' as const }
              : { tone: 'success' as const })}
        >
          {guard.answer === null || guard.answeredAt === null
            ? t('pricingReleases.guard.unanswered')
            : t(`pricingReleases.guard.answered.${guard.answer}`, { date: format.instant(guard.answeredAt) })}
        </Badge>
      </InlineStack>
      <Text as="p">
        {t(`pricingReleases.guard.${guard.guard}.question`, {
          affected: format.number(guard.count),
          of: format.number(guard.of),
          share: format.percent(guard.count / Math.max(1, guard.of)),
          fall: format.percent((guard.limits?.blastFallBps ?? 0) / 10_000),
          limit: format.percent((guard.limits?.blastShareBps ?? 0) / 10_000),
        })}
      </Text>
      {open && (
        <InlineStack gap="200">
          {answerWith('stop')}
          {answerWith('go_ahead')}
          {guard.guard === 'no_floor' && (
            <Button variant="plain" url="/app/pricing/costs">
              {t('pricingReleases.guard.fillCosts')}
            </Button>
          )}
        </InlineStack>
      )}
    </BlockStack>
  )
}
