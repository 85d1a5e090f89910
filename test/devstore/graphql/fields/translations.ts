/**
 * Translations of metaobjects: what can be translated, with digests, and the translations themselves.
 * In: the model, mutation input. Out: Admin API fields, payloads with userErrors. Invariant: a translation is kept only for the text
 * that it was made for: a stale digest is refused, and a text that changes later makes it `outdated`; one refused entry means that
 * nothing was written. Other resources than metaobjects are not implemented, and say so.
 */
import { createHash } from 'node:crypto'
import type { MetaobjectRecord, ShopState, TranslationRecord } from '../../model.ts'
import { toInstant } from '../../shop/empty.ts'
import {
  connection,
  fieldsOf,
  gid,
  notImplemented,
  parseGid,
  type Args,
  type Context,
  type FieldTable,
  type UserError,
} from '../engine.ts'
import { recordsOf, textsOf } from '../input.ts'
import { listChildren } from '../listings.ts'
import { definitionOf } from './metaobjects.ts'

const MOST_PER_CALL = 100
const TEXTS: Readonly<Record<string, string>> = {
  single_line_text_field: 'SINGLE_LINE_TEXT_FIELD',
  multi_line_text_field: 'MULTI_LINE_TEXT_FIELD',
}

interface Content {
  key: string
  value: string
  type: string
  locale: string
}
interface TranslationPayload {
  translations: TranslationRecord[] | null
  userErrors: UserError[]
}

const keyOf = (resource: string, locale: string, key: string): string => `${resource} ${locale} ${key}`
const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex')

function contentOf(state: ShopState, metaobject: MetaobjectRecord): Content[] {
  return definitionOf(state, metaobject).fields.flatMap(({ key, type }) => {
    const value = metaobject.values.get(key)
    const kind = TEXTS[type]
    return value === undefined || kind === undefined
      ? []
      : [{ key, value, type: kind, locale: state.shop.primaryLocale }]
  })
}

/** The metaobject of a gid when it can be translated; null: there is none. */
function find(state: ShopState, resource: unknown): MetaobjectRecord | null {
  const { type, id } = parseGid(resource)
  if (type !== 'Metaobject') throw notImplemented(`Translations of a ${type}`)
  const found = state.metaobjects.get(id)
  return found && definitionOf(state, found).translatable ? found : null
}

export function findTranslation(state: ShopState, metaobject: MetaobjectRecord, locale: string, key: string) {
  return state.translations.get(keyOf(gid('Metaobject', metaobject.id), locale, key)) ?? null
}

function register(args: Args, { state }: Context): TranslationPayload {
  const metaobject = find(state, args['resourceId'])
  if (!metaobject) {
    const message = 'Resource does not exist or cannot be translated'
    return { translations: null, userErrors: [{ field: ['resourceId'], message, code: 'RESOURCE_NOT_FOUND' }] }
  }
  const inputs = recordsOf(args['translations'])
  if (inputs.length > MOST_PER_CALL) {
    const message = `Too many translation keys for the resource: ${MOST_PER_CALL} at most`
    return {
      translations: null,
      userErrors: [{ field: ['translations'], message, code: 'TOO_MANY_KEYS_FOR_RESOURCE' }],
    }
  }
  const contents = new Map(contentOf(state, metaobject).map((content) => [content.key, content]))
  const userErrors: UserError[] = []
  const records = inputs.map((input, index): TranslationRecord => {
    const refuse = (field: string, message: string, code: string): void =>
      void userErrors.push({ field: ['translations', String(index), field], message, code })
    if (input['marketId'] != null) throw notImplemented('TranslationInput.marketId')
    const [key, locale, value] = [String(input['key']), String(input['locale']), String(input['value'])]
    const content = contents.get(key)
    if (locale === state.shop.primaryLocale)
      refuse('locale', "Locale cannot be the same as the shop's primary locale", 'INVALID_LOCALE_FOR_SHOP')
    else if (!state.shop.locales.includes(locale))
      refuse('locale', `${locale} is not a language of the shop`, 'INVALID_LOCALE_FOR_SHOP')
    if (!content) refuse('key', `Key ${key} is not a valid translatable field`, 'INVALID_KEY_FOR_MODEL')
    else if (input['translatableContentDigest'] !== digestOf(content.value))
      refuse('translatableContentDigest', 'Translatable content hash is invalid', 'INVALID_TRANSLATABLE_CONTENT')
    if (value.trim() === '') refuse('value', "Value can't be blank", 'FAILS_RESOURCE_VALIDATION')
    const digest = String(input['translatableContentDigest'])
    return {
      resourceId: gid('Metaobject', metaobject.id),
      key,
      locale,
      value,
      digest,
      updatedAt: toInstant(state.now()),
    }
  })
  if (userErrors.length > 0) return { translations: null, userErrors }
  for (const record of records) state.translations.set(keyOf(record.resourceId, record.locale, record.key), record)
  return { translations: records, userErrors }
}

function removeTranslations(args: Args, { state }: Context): TranslationPayload {
  const metaobject = find(state, args['resourceId'])
  if (!metaobject) {
    const message = 'Resource does not exist or cannot be translated'
    return { translations: null, userErrors: [{ field: ['resourceId'], message, code: 'RESOURCE_NOT_FOUND' }] }
  }
  if (args['marketIds'] != null) throw notImplemented('Mutation.translationsRemove(marketIds:)')
  const resource = gid('Metaobject', metaobject.id)
  const removed = textsOf(args['locales']).flatMap((locale) =>
    textsOf(args['translationKeys']).flatMap((key) => {
      const found = state.translations.get(keyOf(resource, locale, key))
      state.translations.delete(keyOf(resource, locale, key))
      return found ?? []
    }),
  )
  return { translations: removed, userErrors: [] }
}

function translatable(state: ShopState): MetaobjectRecord[] {
  return [...state.metaobjects.values()].filter((metaobject) => definitionOf(state, metaobject).translatable)
}

export const translationQueries = fieldsOf<null>({
  translatableResource: (_, args, { state }) => find(state, args['resourceId']),
  translatableResources: connection((_: null, args: Args, { state }: Context) => {
    if (args['resourceType'] !== 'METAOBJECT') throw notImplemented(`Translations of ${String(args['resourceType'])}`)
    return listChildren(translatable(state), args)
  }),
  translatableResourcesByIds: connection((_: null, args: Args, { state }: Context) =>
    listChildren(
      textsOf(args['resourceIds']).flatMap((id) => find(state, id) ?? []),
      args,
    ),
  ),
})

export const translationMutations = fieldsOf<null>({
  translationsRegister: (_, args, context) => register(args, context),
  translationsRemove: (_, args, context) => removeTranslations(args, context),
})

const payload = fieldsOf<TranslationPayload>({
  translations: ({ translations }) => translations,
  userErrors: ({ userErrors }) => userErrors,
})

export const translationTypes: FieldTable = {
  TranslatableResource: fieldsOf<MetaobjectRecord>({
    resourceId: (metaobject) => gid('Metaobject', metaobject.id),
    translatableContent: (metaobject, args, { state }) => {
      if (args['marketId'] != null) throw notImplemented('TranslatableResource.translatableContent(marketId:)')
      return contentOf(state, metaobject)
    },
    translations: (metaobject, args, { state }) => {
      if (args['marketId'] != null) throw notImplemented('TranslatableResource.translations(marketId:)')
      const resource = gid('Metaobject', metaobject.id)
      return [...state.translations.values()].filter(
        (translation) =>
          translation.resourceId === resource &&
          translation.locale === args['locale'] &&
          (args['outdated'] == null || args['outdated'] === isOutdated(state, translation)),
      )
    },
  }),
  TranslatableContent: fieldsOf<Content>({
    key: ({ key }) => key,
    value: ({ value }) => value,
    digest: ({ value }) => digestOf(value),
    locale: ({ locale }) => locale,
    type: ({ type }) => type,
  }),
  Translation: fieldsOf<TranslationRecord>({
    key: ({ key }) => key,
    locale: ({ locale }) => locale,
    value: ({ value }) => value,
    outdated: (translation, _, { state }) => isOutdated(state, translation),
    updatedAt: ({ updatedAt }) => updatedAt,
    // Translations for one market only are not implemented.
    market: () => null,
  }),
  TranslationsRegisterPayload: payload,
  TranslationsRemovePayload: payload,
  TranslationUserError: fieldsOf<UserError>({
    field: ({ field }) => field,
    message: ({ message }) => message,
    code: ({ code }) => code ?? null,
  }),
}

function isOutdated(state: ShopState, { resourceId, key, digest }: TranslationRecord): boolean {
  const value = find(state, resourceId)?.values.get(key)
  return value === undefined || digestOf(value) !== digest
}
