/**
 * How far something has come: its steps in order, the one it is at marked for eyes and for screen readers.
 * In: labels with `done | current | open`. Invariant: the state is a word and a shape, never a colour alone.
 */
import { Icon, Text } from '@shopify/polaris'
import { CheckCircleIcon, StatusActiveIcon, StatusIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'

export interface Step {
  key: string
  label: string
  state: 'done' | 'current' | 'open'
  /** beside the label, e.g. when it happened */
  note?: string | undefined
}

const ICONS = { done: CheckCircleIcon, current: StatusActiveIcon, open: StatusIcon }
const TONES = { done: 'success', current: 'info', open: 'subdued' } as const

export function Steps({ label, steps }: { label: string; steps: Step[] }) {
  const { t } = useTranslation()
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <li key={step.key} {...(step.state === 'current' ? { 'aria-current': 'step' as const } : {})}>
          <span>
            <Icon
              source={ICONS[step.state]}
              tone={TONES[step.state]}
              accessibilityLabel={t(`pricing.step.${step.state}`)}
            />
          </span>
          <span>
            <Text
              as="span"
              fontWeight={step.state === 'current' ? 'semibold' : 'regular'}
              {...(step.state === 'open' ? { tone: 'subdued' as const } : {})}
            >
              {step.label}
            </Text>
            {step.note && (
              <Text as="p" variant="bodySm" tone="subdued">
                {step.note}
              </Text>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
