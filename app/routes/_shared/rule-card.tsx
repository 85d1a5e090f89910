/**
 * One rule of the list: its place, its sentence, what is odd about it, and its fields when it is open.
 * In: the rule and where it stands. Out: the rule anew, or what to do with it. Invariant: everything is reached by keyboard; moving keeps the focus.
 */
import {
  Badge,
  BlockStack,
  Box,
  Button,
  ButtonGroup,
  Card,
  Collapsible,
  InlineStack,
  List,
  Text,
} from '@shopify/polaris'
import {
  ArrowDownIcon,
  ArrowUpIcon,
  ChevronDownIcon,
  ChevronUpIcon,
  DeleteIcon,
  DuplicateIcon,
} from '@shopify/polaris-icons'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundVariant } from '#app/mirror/views.ts'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import type { PricingRule } from '#app/tools/pricing/rules/schema.ts'
import { Conditions } from './rule-conditions.tsx'
import { SwitchField, type Place } from './rule-fields.tsx'
import { KindFields, RuleName } from './rule-kinds.tsx'

export interface RuleFinding {
  severity: 'error' | 'warning'
  text: string
}

interface RuleCardProps {
  rule: PricingRule
  index: number
  count: number
  sentence: string
  findings: RuleFinding[]
  choices: RuleChoices
  open: boolean
  editable: boolean
  onOpen: (open: boolean) => void
  onChange: (rule: PricingRule) => void
  onMove: (to: number) => void
  onCopy: () => void
  onRemove: () => void
  onVariant: (variant: FoundVariant) => void
}

export function RuleCard({
  rule,
  index,
  count,
  sentence,
  findings,
  choices,
  open,
  editable,
  onOpen,
  onChange,
  onMove,
  onCopy,
  onRemove,
  onVariant,
}: RuleCardProps) {
  const { t } = useTranslation()
  const id = useId()
  const place: Place = ['rules', index]
  const name = rule.name.trim() === '' ? t('pricingRules.rule.unnamed') : rule.name
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <BlockStack gap="100">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h3" variant="headingSm">
                <span className="wrap-anywhere">{t('pricingRules.rule.title', { number: index + 1, name })}</span>
              </Text>
              <Badge>{t(`pricingRules.kind.${rule.kind}.name`)}</Badge>
              {!rule.enabled && <Badge tone="attention">{t('pricingRules.rule.off')}</Badge>}
            </InlineStack>
          </BlockStack>
          {editable && (
            <ButtonGroup>
              <Button
                icon={ArrowUpIcon}
                variant="tertiary"
                disabled={index === 0}
                accessibilityLabel={t('pricingRules.rule.up', { name })}
                onClick={() => onMove(index - 1)}
              />
              <Button
                icon={ArrowDownIcon}
                variant="tertiary"
                disabled={index === count - 1}
                accessibilityLabel={t('pricingRules.rule.down', { name })}
                onClick={() => onMove(index + 1)}
              />
              <Button
                icon={DuplicateIcon}
                variant="tertiary"
                accessibilityLabel={t('pricingRules.rule.copy', { name })}
                onClick={onCopy}
              />
              <Button
                icon={DeleteIcon}
                variant="tertiary"
                accessibilityLabel={t('pricingRules.rule.remove', { name })}
                onClick={onRemove}
              />
              <Button
                icon={open ? ChevronUpIcon : ChevronDownIcon}
                ariaExpanded={open}
                ariaControls={id}
                accessibilityLabel={t(open ? 'pricingRules.rule.close' : 'pricingRules.rule.open', { name })}
                onClick={() => onOpen(!open)}
              />
            </ButtonGroup>
          )}
        </InlineStack>
        <Text as="p" tone={rule.enabled ? undefined : 'subdued'}>
          <span className="wrap-anywhere">{sentence}</span>
        </Text>
        {findings.length > 0 && (
          <Box
            padding="300"
            borderRadius="200"
            background={
              findings.some(({ severity }) => severity === 'error') ? 'bg-surface-critical' : 'bg-surface-warning'
            }
          >
            <List>
              {findings.map(({ text }) => (
                <List.Item key={text}>{text}</List.Item>
              ))}
            </List>
          </Box>
        )}
        {editable && (
          <Collapsible id={id} open={open} transition={false}>
            {open && (
              <Box paddingBlockStart="200" borderBlockStartWidth="025" borderColor="border-secondary">
                <BlockStack gap="400">
                  <Box paddingBlockStart="200">
                    <Text as="p" tone="subdued">
                      {t(`pricingRules.kind.${rule.kind}.what`)}
                    </Text>
                  </Box>
                  <RuleName rule={rule} place={place} onChange={(next) => onChange({ ...rule, name: next })} />
                  <KindFields rule={rule} place={place} choices={choices} onChange={onChange} onVariant={onVariant} />
                  <Conditions
                    place={[...place, 'conditions']}
                    conditions={rule.conditions}
                    choices={choices}
                    onChange={(conditions) => onChange({ ...rule, conditions })}
                  />
                  <BlockStack gap="100">
                    <SwitchField
                      label={t('pricingRules.rule.enabled')}
                      value={rule.enabled}
                      onChange={(enabled) => onChange({ ...rule, enabled })}
                    />
                    <SwitchField
                      label={t('pricingRules.rule.stop')}
                      help={t('pricingRules.rule.stopHelp')}
                      value={rule.stop}
                      onChange={(stop) => onChange({ ...rule, stop })}
                    />
                  </BlockStack>
                </BlockStack>
              </Box>
            )}
          </Collapsible>
        )}
      </BlockStack>
    </Card>
  )
}
