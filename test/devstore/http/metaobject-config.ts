/**
 * The metaobject types that shopify.app.toml declares: [metaobjects.app.<type>] with its fields.
 * In: the parsed TOML table. Out: definitions as the shop keeps them. Throws with the name of what has the wrong shape.
 * Invariant: `app` types get the app's prefix here, so that the model holds stored names only.
 */
import { z } from 'zod'
import { ownName } from '../graphql/app-names.ts'
import { valueProblem } from '../graphql/field-values.ts'
import type { MetaobjectDefinitionRecord } from '../model.ts'

const Field = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  type: z.string(),
  required: z.boolean().default(false),
})

const Definition = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  display_name_field: z.string().optional(),
  access: z
    .strictObject({
      admin: z.enum(['merchant_read', 'merchant_read_write']).optional(),
      storefront: z.enum(['none', 'public_read']).default('none'),
    })
    .default({ storefront: 'none' }),
  capabilities: z
    .strictObject({ publishable: z.boolean().default(false), translatable: z.boolean().default(false) })
    .default({ publishable: false, translatable: false }),
  fields: z.record(z.string(), Field),
})

export const MetaobjectsToml = z.strictObject({ app: z.record(z.string(), Definition).default({}) })

/** 'list.metaobject_reference<$app:faq_entry>' -> the type, and what it refers to. */
const REFERENCE = /^((?:list\.)?metaobject_reference)<([^<>]+)>$/

export function metaobjectDefinitions(toml: z.infer<typeof MetaobjectsToml>): MetaobjectDefinitionRecord[] {
  return Object.entries(toml.app).map(([type, definition]) => ({
    type: ownName(`$app:${type}`),
    name: definition.name,
    displayNameField: definition.display_name_field ?? null,
    storefront: definition.access.storefront === 'public_read' ? 'PUBLIC_READ' : 'NONE',
    publishable: definition.capabilities.publishable,
    translatable: definition.capabilities.translatable,
    fields: Object.entries(definition.fields).map(([key, field]) => {
      const reference = REFERENCE.exec(field.type)
      const [, kind = field.type, refersTo = null] = reference ?? []
      // A type that the dev store does not know is refused when the app is started, not at the first write.
      valueProblem(kind, '')
      return {
        key,
        name: field.name,
        type: kind,
        required: field.required,
        refersTo: refersTo === null ? null : ownName(refersTo),
      }
    }),
  }))
}
