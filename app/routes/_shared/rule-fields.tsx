/**
 * Fields of the rule editor: numbers, shares, amounts, choices. In: a value, its place in the document. Out: the new value.
 * Invariant: what was typed is never lost: text that is no number goes into the document as it is, and the schema refuses it at its place.
 */
import { Checkbox, Select, TextField } from '@shopify/polaris'
import { createContext, useContext, useState, type ReactNode } from 'react'
import { minorDigits, parseMinor, toDecimal } from '#app/kernel/money.ts'

export type Place = readonly (string | number)[]

/** What is refused by place (`rules.2.margin.bps`), in words. */
const Refusals = createContext<ReadonlyMap<string, string>>(new Map())

export function RefusalsProvider({
  refusals,
  children,
}: {
  refusals: ReadonlyMap<string, string>
  children: ReactNode
}) {
  return <Refusals.Provider value={refusals}>{children}</Refusals.Provider>
}

/** The words of what is refused at this place, or undefined. */
export function useRefusal(place: Place): string | undefined {
  return useContext(Refusals).get(place.join('.'))
}

interface NumberProps {
  place: Place
  label: string
  labelHidden?: boolean
  help?: string
  /** a field that may stay empty says what that means */
  emptyMeans?: string
  suffix?: string
  prefix?: string
  value: number | null
  onChange: (value: number) => void
  onEmpty?: () => void
  disabled?: boolean
}

interface TextForm {
  /** NaN: it is no number of this kind */
  parse: (text: string) => number
  format: (value: number) => string
}

function NumberText({
  place,
  label,
  labelHidden,
  help,
  emptyMeans,
  suffix,
  prefix,
  value,
  onChange,
  onEmpty,
  disabled,
  parse,
  format,
}: NumberProps & TextForm) {
  const shown = (given: number | null): string =>
    given === null ? '' : typeof given === 'number' && Number.isFinite(given) ? format(given) : String(given)
  const [text, setText] = useState(() => shown(value))
  const [seen, setSeen] = useState(value)
  // Discarded or loaded anew: the field shows what the document says, not what was typed.
  if (!Object.is(seen, value)) {
    setSeen(value)
    if (text.trim() === '' ? value !== null : parse(text) !== value && text !== (value as unknown))
      setText(shown(value))
  }
  const error = useRefusal(place)
  const change = (next: string): void => {
    setText(next)
    if (next.trim() === '' && onEmpty) return onEmpty()
    const parsed = parse(next)
    // Text in a number's place: the schema says so where it stands.
    onChange(Number.isNaN(parsed) ? (next as unknown as number) : parsed)
  }
  return (
    <TextField
      label={label}
      labelHidden={labelHidden ?? false}
      value={text}
      onChange={change}
      autoComplete="off"
      inputMode="decimal"
      disabled={disabled ?? false}
      {...(help === undefined ? {} : { helpText: help })}
      {...(emptyMeans === undefined ? {} : { placeholder: emptyMeans })}
      {...(suffix === undefined ? {} : { suffix })}
      {...(prefix === undefined ? {} : { prefix })}
      {...(error === undefined ? {} : { error })}
    />
  )
}

const clean = (text: string): string => text.trim().replace(/[\s_]/g, '').replace(',', '.')

export function IntegerField(props: NumberProps) {
  return (
    <NumberText
      {...props}
      parse={(text) => (/^-?\d{1,15}$/.test(clean(text)) ? Number(clean(text)) : NaN)}
      format={String}
    />
  )
}

/** Basis points, shown and typed as percent with up to two decimals. */
export function PercentField(props: NumberProps) {
  return (
    <NumberText
      suffix="%"
      {...props}
      parse={(text) => (/^-?\d{1,9}(\.\d{1,2})?$/.test(clean(text)) ? Math.round(Number(clean(text)) * 100) : NaN)}
      format={(bps) => String(bps / 100)}
    />
  )
}

/** Minor units, typed as a decimal of the currency. */
export function AmountField({ currency, ...props }: NumberProps & { currency: string }) {
  return (
    <NumberText
      suffix={currency}
      {...props}
      parse={(text) => parseAmount(clean(text), currency)}
      format={(minor) => (Number.isSafeInteger(minor) ? toDecimal(minor, currency) : String(minor))}
    />
  )
}

function parseAmount(text: string, currency: string): number {
  const match = /^-?\d{1,12}(?:\.(\d+))?$/.exec(text)
  if (!match || (match[1] ?? '').length > minorDigits(currency)) return NaN
  return parseMinor(text, currency)
}

interface ChoiceProps<Value extends string> {
  place: Place
  label: string
  labelHidden?: boolean
  help?: string
  value: Value
  choices: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

export function ChoiceField<Value extends string>({
  place,
  label,
  labelHidden,
  help,
  value,
  choices,
  onChange,
}: ChoiceProps<Value>) {
  const error = useRefusal(place)
  return (
    <Select
      label={label}
      labelHidden={labelHidden ?? false}
      options={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
      {...(help === undefined ? {} : { helpText: help })}
      {...(error === undefined ? {} : { error })}
    />
  )
}

interface SwitchProps {
  label: string
  help?: string
  value: boolean
  onChange: (value: boolean) => void
}

export function SwitchField({ label, help, value, onChange }: SwitchProps) {
  return (
    <Checkbox label={label} checked={value} onChange={onChange} {...(help === undefined ? {} : { helpText: help })} />
  )
}

/** Fields side by side where there is room, one under the other where there is not. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="field-row">{children}</div>
}
