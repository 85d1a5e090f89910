/**
 * The triggers of Shopify Flow that the app brings along. In: extensions/<folder>/shopify.extension.toml. Out: by handle, the fields a payload may have.
 * Invariant: a file that is no trigger is skipped, one that is a broken trigger stops the store with its path.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { z } from 'zod'

const REFERENCES: Record<string, string> = {
  product_reference: 'product_id',
  order_reference: 'order_id',
  customer_reference: 'customer_id',
}
const Field = z.object({
  type: z.enum([
    'product_reference',
    'order_reference',
    'customer_reference',
    'single_line_text_field',
    'multi_line_text_field',
    'number_decimal',
    'number_integer',
    'boolean',
    'email',
    'url',
  ]),
  /** letters and spaces only, as Shopify wants of triggers */
  key: z
    .string()
    .regex(/^[A-Za-z ]+$/)
    .optional(),
  description: z.string().optional(),
})
const Extension = z.object({
  extensions: z.array(
    z.object({
      type: z.literal('flow_trigger'),
      name: z.string().max(50),
      handle: z.string().regex(/^[a-z0-9-]+$/),
      description: z.string().optional(),
      settings: z.object({ fields: z.array(Field) }),
    }),
  ),
})

export interface FlowField {
  key: string
  type: z.infer<typeof Field>['type']
}

let known: Map<string, FlowField[]> | undefined

/** By handle. Read once: what is deployed does not change under a running shop. */
export function flowTriggers(root = join(import.meta.dirname, '../../../extensions')): Map<string, FlowField[]> {
  known ??= readTriggers(root)
  return known
}

function readTriggers(root: string): Map<string, FlowField[]> {
  const found = new Map<string, FlowField[]>()
  if (!existsSync(root)) return found
  for (const folder of readdirSync(root)) {
    const path = join(root, folder, 'shopify.extension.toml')
    if (!existsSync(path)) continue
    const text = readFileSync(path, 'utf8')
    if (!text.includes('flow_trigger')) continue
    const parsed = Extension.safeParse(parse(text))
    if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
    for (const { handle, settings } of parsed.data.extensions)
      found.set(
        handle,
        settings.fields.map(({ type, key }) => ({ type, key: key ?? REFERENCES[type] ?? '' })),
      )
  }
  return found
}

/** What is wrong with a payload; empty: nothing. Keys that the trigger does not have are ignored. */
export function payloadProblems(fields: readonly FlowField[], payload: Record<string, unknown>): string[] {
  return fields.flatMap(({ key, type }) => {
    const value = payload[key]
    const isText = typeof value === 'string'
    const fits =
      type === 'number_integer'
        ? Number.isInteger(value)
        : type === 'number_decimal'
          ? typeof value === 'number'
          : type === 'boolean'
            ? typeof value === 'boolean'
            : type === 'url'
              ? isText && URL.canParse(value)
              : type.endsWith('_reference')
                ? Number.isInteger(value) || (isText && /^\d+$/.test(value))
                : isText
    return fits ? [] : [`'${key}' is ${value === undefined ? 'missing' : `not a ${type}`}`]
  })
}
