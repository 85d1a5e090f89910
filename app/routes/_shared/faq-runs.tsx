/** A text with what went and what came. In: runs. Out: them, marked for the eye and for who listens. */
import { Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { TextRun } from '#app/tools/faq/entries/difference.ts'

export function FaqRuns({ runs }: { runs: readonly TextRun[] }) {
  const { t } = useTranslation()
  return (
    <p className="faq-runs" dir="auto">
      {runs.map((run, index) => {
        if (run.kind === 'same') return <span key={index}>{run.text}</span>
        const Mark = run.kind === 'gone' ? 'del' : 'ins'
        return (
          <Mark key={index}>
            <Text as="span" visuallyHidden>
              {t(`faqEditor.runs.${run.kind}`)}
            </Text>
            {run.text}
          </Mark>
        )
      })}
    </p>
  )
}
