/**
 * The editor of a rule set. In: the stored version, what the shop has to choose from. Out: forms to the page's action.
 * Invariant: what was typed stays until it is saved, discarded or left on purpose; every refusal shows at its field, every finding at its rule.
 */
import { useBlocker, useNavigation, useSubmit } from '@remix-run/react'
import { SaveBar } from '@shopify/app-bridge-react'
import {
  ActionList,
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  InlineStack,
  List,
  Modal,
  Text,
  TextField,
} from '@shopify/polaris'
import { PlusIcon } from '@shopify/polaris-icons'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundVariant } from '#app/mirror/views.ts'
import { checkRuleSet, type Finding } from '#app/tools/pricing/rules/check.ts'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import { newRule, RULE_KINDS, RuleSet, type PricingRule, type RuleKind } from '#app/tools/pricing/rules/schema.ts'
import { DraftForm, type StoredRuleSet } from '#app/tools/pricing/rules/versions.ts'
import { useHasBridge, useToast } from '#app/ui/admin-bridge.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { RuleCard } from './rule-card.tsx'
import { RefusalsProvider } from './rule-fields.tsx'
import { GuardsCard, RoundingsCard } from './rule-guards.tsx'
import { TrialCard } from './rule-trial.tsx'
import { useRuleSentence } from './rule-words.tsx'

interface Draft {
  name: string
  ruleSet: RuleSet
}

const HOUR_MS = 3_600_000

/** When a new promotion begins, unless it is told otherwise. */
function nextHour(instant: string): string {
  return new Date(Math.ceil(Date.parse(instant) / HOUR_MS) * HOUR_MS).toISOString()
}

interface RuleEditorProps {
  stored: StoredRuleSet
  choices: RuleChoices
  /** when the page was made: which promotions are over */
  asOf: string
  said: ActionAnswer | undefined
}

export function RuleEditor({ stored, choices: loaded, asOf, said }: RuleEditorProps) {
  const { t } = useTranslation()
  const submit = useSubmit()
  const busy = useNavigation().formMethod !== undefined
  const hasBridge = useHasBridge()
  const toast = useToast()
  const top = useRef<HTMLDivElement>(null)
  const leaving = useRef(false)
  const [draft, setDraft] = useState<Draft>({ name: stored.name, ruleSet: stored.document })
  const [base, setBase] = useState(stored)
  const [attempted, setAttempted] = useState(false)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [removed, setRemoved] = useState<{ rule: PricingRule; index: number } | null>(null)
  const [adding, setAdding] = useState(false)
  const [publishing, setPublishing] = useState(false)
  const [moved, setMoved] = useState('')
  const [met, setMet] = useState<FoundVariant[]>([])
  const editable = stored.state === 'draft'
  const choices: RuleChoices = { ...loaded, variants: [...loaded.variants, ...met] }
  const sentence = useRuleSentence(choices)

  const { name, ruleSet } = draft
  const { rules } = ruleSet
  const touched = JSON.stringify(draft) !== JSON.stringify({ name: base.name, ruleSet: base.document })
  const restart = (): void => {
    setBase(stored)
    setDraft({ name: stored.name, ruleSet: stored.document })
    setAttempted(false)
    setRemoved(null)
  }
  // Saved: what the server keeps is the new beginning. Somebody else's work is not: then this page's stays until it is discarded.
  if (base.updatedAt !== stored.updatedAt && (!touched || said?.ok === true)) restart()
  const dirty = editable && touched
  const checked = DraftForm.safeParse({ ...draft, updatedAt: base.updatedAt })
  const parsed = RuleSet.safeParse(ruleSet)
  const findings = parsed.success ? checkRuleSet(parsed.data, asOf) : []
  const blocked = findings.some(({ severity }) => severity === 'error')
  const conflict = said?.ok === false && said.code === 'conflict'

  const ruleName = (index: number): string => rules[index]?.name.trim() || t('pricingRules.rule.unnamed')
  const findingText = ({ code, otherIndex }: Finding): string =>
    t(`pricingRules.finding.${code}`, { other: otherIndex === null ? '' : ruleName(otherIndex) })
  const refusals = new Map<string, string>()
  for (const finding of findings)
    if (finding.severity === 'error') refusals.set(finding.path.join('.'), findingText(finding))
  if (attempted && !checked.success)
    for (const issue of checked.error.issues) {
      const place = issue.path[0] === 'ruleSet' ? issue.path.slice(1) : issue.path
      refusals.set(
        place.join('.'),
        t(`pricingRules.error.${issue.message}`, { defaultValue: t('pricingRules.error.invalid') }),
      )
    }
  const refusedRules = new Set(
    attempted && !checked.success
      ? checked.error.issues.flatMap(({ path }) => (path[1] === 'rules' ? [path[2]] : []))
      : [],
  )

  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])

  const change = (next: Partial<RuleSet>): void => setDraft((now) => ({ ...now, ruleSet: { ...now.ruleSet, ...next } }))
  const toggle = (id: string, on: boolean): void =>
    setOpen((now) => new Set(on ? [...now, id] : [...now].filter((each) => each !== id)))
  const move = (from: number, to: number): void => {
    const rule = rules[from]
    if (!rule) return
    change({ rules: rules.toSpliced(from, 1).toSpliced(to, 0, rule) })
    setMoved(t('pricingRules.editor.moved', { name: ruleName(from), number: to + 1, count_all: rules.length }))
  }
  const add = (kind: RuleKind): void => {
    const id = crypto.randomUUID()
    const rule = newRule(kind, id, nextHour(asOf), choices.currency)
    change({ rules: [...rules, { ...rule, name: t(`pricingRules.kind.${kind}.name`) }] })
    toggle(id, true)
    setAdding(false)
  }
  const copy = (index: number): void => {
    const rule = rules[index]
    if (!rule) return
    const id = crypto.randomUUID()
    change({
      rules: rules.toSpliced(index + 1, 0, {
        ...rule,
        id,
        name: t('pricingRules.rule.copyName', { name: ruleName(index) }).slice(0, 120),
      }),
    })
    toggle(id, true)
  }
  const remove = (index: number): void => {
    const rule = rules[index]
    if (!rule) return
    change({ rules: rules.toSpliced(index, 1) })
    setRemoved({ rule, index })
  }
  const undo = (): void => {
    if (removed) change({ rules: rules.toSpliced(Math.min(removed.index, rules.length), 0, removed.rule) })
    setRemoved(null)
  }
  const showRefusals = (): void => {
    setAttempted(true)
    if (checked.success) return
    const wrong = new Set(
      checked.error.issues.flatMap(({ path }) =>
        path[1] === 'rules' && typeof path[2] === 'number' ? [rules[path[2]]?.id ?? ''] : [],
      ),
    )
    setOpen((now) => new Set([...now, ...wrong]))
    // After the cards have opened.
    setTimeout(() => (top.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? top.current)?.focus(), 50)
  }
  const send = (intent: 'save' | 'keep'): void => {
    if (!checked.success) return showRefusals()
    if (intent === 'keep') leaving.current = true
    submit({ intent, draft: JSON.stringify(checked.data) }, { method: 'post' })
  }
  const discard = restart
  const duplicate = (): void =>
    void submit(
      { intent: 'duplicate', name: t('pricingRules.copyName', { name: stored.name }).slice(0, 120) },
      { method: 'post' },
    )
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !leaving.current && currentLocation.pathname !== nextLocation.pathname,
  )

  return (
    <RefusalsProvider refusals={refusals}>
      <PageFrame
        title={stored.name}
        subtitle={t('pricingRules.list.versionOf', { version: stored.version })}
        titleMetadata={
          <Badge
            {...(stored.state === 'published'
              ? { tone: 'success' as const }
              : stored.state === 'draft'
                ? { tone: 'info' as const }
                : {})}
          >
            {t(`pricingRules.state.${stored.state}`)}
          </Badge>
        }
        back={{ content: t('pricingRules.title'), url: '/app/pricing/rules' }}
        {...(editable
          ? {
              primaryAction: {
                content: t('pricingRules.action.publish'),
                disabled: busy || dirty || blocked,
                onAction: () => setPublishing(true),
                ...(dirty ? { helpText: t('pricingRules.editor.saveFirst') } : {}),
              },
            }
          : stored.state === 'archived'
            ? {
                primaryAction: {
                  content: t('pricingRules.action.restore'),
                  loading: busy,
                  onAction: () => submit({ intent: 'restore' }, { method: 'post' }),
                },
              }
            : {})}
      >
        <PricingNav current="rules" />
        <div ref={top} tabIndex={-1}>
          <BlockStack gap="400">
            {/* Not in the title's row: Polaris folds several actions there only once the browser has measured them, and the page jumps. */}
            <Box paddingInline={{ xs: '400', sm: '0' }}>
              <InlineStack gap="200">
                <Button onClick={duplicate} disabled={dirty || busy}>
                  {t('pricingRules.action.duplicate')}
                </Button>
                {stored.state !== 'archived' && (
                  <Button onClick={() => submit({ intent: 'archive' }, { method: 'post' })} disabled={dirty || busy}>
                    {t('pricingRules.action.archive')}
                  </Button>
                )}
              </InlineStack>
            </Box>
            {!editable && (
              <Banner
                tone="info"
                title={t(`pricingRules.editor.readOnlyTitle.${stored.state}`)}
                action={{ content: t('pricingRules.editor.copy'), onAction: duplicate }}
              >
                {t(`pricingRules.editor.readOnly.${stored.state}`)}
              </Banner>
            )}
            {conflict && (
              <Banner
                tone="critical"
                title={t('pricingRules.conflict.title')}
                action={{ content: t('pricingRules.conflict.keep'), onAction: () => send('keep') }}
                secondaryAction={{ content: t('pricingRules.conflict.theirs'), onAction: discard }}
              >
                {t('pricingRules.conflict.what')}
              </Banner>
            )}
            {said?.ok === false && !conflict && (
              <Banner tone="critical" title={t(`error.${said.code}.what`)}>
                {t(`error.${said.code}.advice`)}
              </Banner>
            )}
            {attempted && !checked.success && (
              <Banner tone="critical">
                {t('pricingRules.editor.fix', {
                  count: new Set(checked.error.issues.map(({ path }) => path.join('.'))).size,
                })}
              </Banner>
            )}
            {blocked && (
              <Banner tone="warning" title={t('pricingRules.editor.errors')}>
                <List>
                  {findings
                    .filter(({ severity }) => severity === 'error')
                    .map((finding) => (
                      <List.Item key={finding.path.join('.')}>
                        {t('pricingRules.finding.inRule', {
                          number: Number(finding.path[1] ?? 0) + 1,
                          finding: findingText(finding),
                        })}
                      </List.Item>
                    ))}
                </List>
              </Banner>
            )}
            <TwoColumns
              side={
                <BlockStack gap="400">
                  <TrialCard ruleSet={ruleSet} valid={parsed.success} onInvalid={showRefusals} />
                  {editable && (
                    <>
                      <GuardsCard
                        guards={ruleSet.guards}
                        deadBandBps={ruleSet.deadBandBps}
                        onGuards={(guards) => change({ guards })}
                        onDeadBand={(deadBandBps) => change({ deadBandBps })}
                      />
                      <RoundingsCard
                        roundings={ruleSet.roundings}
                        choices={choices}
                        onChange={(roundings) => change({ roundings })}
                      />
                    </>
                  )}
                </BlockStack>
              }
            >
              <BlockStack gap="400">
                {editable && (
                  <Card>
                    <TextField
                      label={t('pricingRules.editor.name')}
                      value={name}
                      onChange={(next) => setDraft((now) => ({ ...now, name: next }))}
                      maxLength={120}
                      autoComplete="off"
                      {...(refusals.has('name') ? { error: refusals.get('name') ?? '' } : {})}
                    />
                  </Card>
                )}
                <Box paddingInline={{ xs: '400', sm: '0' }}>
                  <BlockStack gap="100">
                    <Text as="h2" variant="headingMd">
                      {t('pricingRules.editor.rules')}
                    </Text>
                    <Text as="p" tone="subdued">
                      {t(rules.length === 0 ? 'pricingRules.editor.noRules' : 'pricingRules.editor.order')}
                    </Text>
                    <Text as="p" visuallyHidden>
                      <span aria-live="polite">{moved}</span>
                    </Text>
                  </BlockStack>
                </Box>
                {findings
                  .filter(({ path }) => path.length < 2)
                  .map((finding) => (
                    <Banner key={finding.code} tone="warning">
                      {findingText(finding)}
                    </Banner>
                  ))}
                {rules.map((rule, index) => (
                  <RuleCard
                    key={rule.id}
                    rule={rule}
                    index={index}
                    count={rules.length}
                    sentence={sentence(rule)}
                    findings={findings
                      .filter(({ path }) => path[0] === 'rules' && path[1] === index)
                      .map((finding) => ({ severity: finding.severity, text: findingText(finding) }))}
                    choices={choices}
                    open={open.has(rule.id) || refusedRules.has(index)}
                    editable={editable}
                    onOpen={(on) => toggle(rule.id, on)}
                    onChange={(next) => change({ rules: rules.with(index, next) })}
                    onMove={(to) => move(index, to)}
                    onCopy={() => copy(index)}
                    onRemove={() => remove(index)}
                    onVariant={(variant) => setMet((now) => [...now, variant])}
                  />
                ))}
                {removed && (
                  <Banner
                    tone="info"
                    action={{ content: t('pricingRules.editor.undo'), onAction: undo }}
                    onDismiss={() => setRemoved(null)}
                  >
                    {t('pricingRules.editor.removed', {
                      name: removed.rule.name.trim() || t('pricingRules.rule.unnamed'),
                    })}
                  </Banner>
                )}
                {editable && (
                  <Box paddingInline={{ xs: '400', sm: '0' }}>
                    <InlineStack gap="200">
                      <Button icon={PlusIcon} onClick={() => setAdding(true)}>
                        {t('pricingRules.editor.add')}
                      </Button>
                      {!hasBridge && (
                        <>
                          <Button variant="primary" disabled={!dirty} loading={busy} onClick={() => send('save')}>
                            {t('pricingRules.action.save')}
                          </Button>
                          <Button disabled={!dirty} onClick={discard}>
                            {t('pricingRules.action.discard')}
                          </Button>
                        </>
                      )}
                    </InlineStack>
                  </Box>
                )}
              </BlockStack>
            </TwoColumns>
          </BlockStack>
        </div>
        <Modal open={adding} onClose={() => setAdding(false)} title={t('pricingRules.editor.addTitle')}>
          <ActionList
            items={RULE_KINDS.map((kind) => ({
              content: t(`pricingRules.kind.${kind}.name`),
              helpText: t(`pricingRules.kind.${kind}.what`),
              onAction: () => add(kind),
            }))}
          />
        </Modal>
        <Modal
          open={publishing}
          onClose={() => setPublishing(false)}
          title={t('pricingRules.editor.publishTitle', { version: stored.version })}
          primaryAction={{
            content: t('pricingRules.action.publish'),
            onAction: () => {
              setPublishing(false)
              submit({ intent: 'publish' }, { method: 'post' })
            },
          }}
          secondaryActions={[{ content: t('pricingRules.editor.cancel'), onAction: () => setPublishing(false) }]}
        >
          <Modal.Section>
            <Text as="p">{t('pricingRules.editor.publishWhat')}</Text>
          </Modal.Section>
        </Modal>
        <Modal
          open={blocker.state === 'blocked'}
          onClose={() => blocker.reset?.()}
          title={t('pricingRules.leave.title')}
          primaryAction={{
            content: t('pricingRules.leave.leave'),
            destructive: true,
            onAction: () => blocker.proceed?.(),
          }}
          secondaryActions={[{ content: t('pricingRules.leave.stay'), onAction: () => blocker.reset?.() }]}
        >
          <Modal.Section>
            <Text as="p">{t('pricingRules.leave.what')}</Text>
          </Modal.Section>
        </Modal>
        {hasBridge && (
          <SaveBar id="rules-save-bar" open={dirty}>
            <button type="button" variant="primary" onClick={() => send('save')} {...(busy ? { loading: '' } : {})}>
              {t('pricingRules.action.save')}
            </button>
            <button type="button" onClick={discard}>
              {t('pricingRules.action.discard')}
            </button>
          </SaveBar>
        )}
      </PageFrame>
    </RefusalsProvider>
  )
}
