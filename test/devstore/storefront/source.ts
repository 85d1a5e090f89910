/**
 * Liquid files of a folder: templates by name, their schemas, translations, assets.
 * In: a folder shaped like a theme or a theme app extension. Out: its parts as text and JSON. Invariant: a schema is read from the file and
 * is not part of what is rendered.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Translations } from './translations.ts'

const Setting = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
})

const Schema = z.looseObject({
  name: z.string(),
  target: z.string().optional(),
  stylesheet: z.string().optional(),
  javascript: z.string().optional(),
  available_if: z.string().optional(),
  enabled_on: z.looseObject({ templates: z.array(z.string()).optional() }).optional(),
  settings: z.array(Setting).default([]),
})

export type BlockSchema = z.infer<typeof Schema>

export interface LiquidFile {
  name: string
  text: string
  schema: BlockSchema | null
}

const SCHEMA = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/

/** Every .liquid file of a folder, by name without the ending; none when the folder is not there. */
export function readLiquid(folder: string): Map<string, LiquidFile> {
  return new Map(
    listFiles(folder, '.liquid').map((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      const name = basename(file, '.liquid')
      const schema = SCHEMA.exec(source)?.[1]
      try {
        const parsed = schema === undefined ? null : Schema.parse(JSON.parse(schema))
        return [name, { name, text: source.replace(SCHEMA, ''), schema: parsed }]
      } catch (error) {
        throw new Error(`${join(folder, file)}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }),
  )
}

/** locales/*.json without the *.schema.json of the theme editor. */
export function readTranslations(folder: string): Translations {
  const files = listFiles(folder, '.json').filter((file) => !file.endsWith('.schema.json'))
  return new Translations(
    new Map(
      files.map((file) => [
        basename(file, '.json'),
        z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
      ]),
    ),
  )
}

/** What the settings of a block are when nobody has changed them. */
export function defaultSettings(schema: BlockSchema): Record<string, unknown> {
  return Object.fromEntries(
    schema.settings.flatMap((setting) => (setting.id === undefined ? [] : [[setting.id, setting.default ?? '']])),
  )
}

export function listFiles(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(ending))
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
