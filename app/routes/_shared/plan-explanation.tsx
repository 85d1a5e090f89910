/** Why this many: every term of the quantity, and their sum. Invariant: what is shown adds up exactly. */
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ReorderDecision } from '#app/tools/reorder/policy/decision.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useTermText } from './plan-words.tsx'

export function PlanExplanation({ decision }: { decision: Extract<ReorderDecision, { kind: 'order' }> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const termText = useTermText()
  // A paper that holds nothing explains nothing.
  const told = decision.terms.filter(({ kind, units }) => units !== 0 || kind === 'on_hand' || kind === 'safety_stock')
  const signed = (units: number): string => (units < 0 ? `− ${format.number(-units)}` : format.number(units))
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.why')}
        </Text>
        <table className="plain-table">
          <tbody>
            {told.map((term, index) => (
              <tr key={`${term.kind}-${index}`}>
                <th scope="row">{termText(term)}</th>
                <td className="end">{signed(term.units)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('reorderPlan.term.sum')}</th>
              <td className="end">
                <strong>{format.number(decision.quantity)}</strong>
              </td>
            </tr>
          </tfoot>
        </table>
      </BlockStack>
    </Card>
  )
}
