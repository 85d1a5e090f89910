/**
 * JSON templates of the theme: which sections a page has, and which app blocks a merchant put into them.
 * In: templates/*.json. Out: templates to render and to change, as the theme editor does. Invariant: the files stay as they are; what the
 * editor changes lives as long as the dev store.
 */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { listFiles } from './source.ts'

const Block = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.unknown()).default({}) })

const Section = z.strictObject({
  type: z.string(),
  settings: z.record(z.string(), z.unknown()).default({}),
  blocks: z.record(z.string(), Block).default({}),
  block_order: z.array(z.string()).default([]),
})

const Template = z.strictObject({ sections: z.record(z.string(), Section), order: z.array(z.string()) })

export type TemplateSection = z.infer<typeof Section>
export type JsonTemplate = z.infer<typeof Template>

/** 'shopify://apps/tradewind/blocks/faq-page/019…' */
const APP_BLOCK = /^shopify:\/\/apps\/([\w-]+)\/blocks\/([\w-]+)\/[\w-]+$/

export interface PlacedBlock {
  template: string
  section: string
  id: string
  handle: string
  settings: Readonly<Record<string, unknown>>
}

/** The block of the app that a placement names; null: the theme's own, or another app's. */
export function appBlockOf(type: string, appHandle: string): string | null {
  const match = APP_BLOCK.exec(type)
  return match?.[1] === appHandle ? (match[2] ?? null) : null
}

export class Templates {
  readonly #byName: Map<string, JsonTemplate>
  readonly #appHandle: string
  #placements = 0

  constructor(folder: string, appHandle: string) {
    this.#appHandle = appHandle
    this.#byName = new Map(
      listFiles(folder, '.json').map((file) => [
        basename(file, '.json'),
        Template.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
      ]),
    )
  }

  names(): string[] {
    return [...this.#byName.keys()]
  }

  /** 'page.faq', or 'page' when there is no such template. */
  get(name: string, suffix: string | null): JsonTemplate {
    const found = (suffix === null ? undefined : this.#byName.get(`${name}.${suffix}`)) ?? this.#byName.get(name)
    if (!found) throw new Error(`The theme has no template "${name}". There are: ${this.names().join(', ')}.`)
    return found
  }

  /** Every block of the app that stands somewhere. */
  placed(): PlacedBlock[] {
    return [...this.#byName].flatMap(([template, { sections }]) =>
      Object.entries(sections).flatMap(([section, { blocks, block_order }]) =>
        block_order.flatMap((id) => {
          const block = blocks[id]
          const handle = block ? appBlockOf(block.type, this.#appHandle) : null
          return block && handle !== null ? [{ template, section, id, handle, settings: block.settings }] : []
        }),
      ),
    )
  }

  /**
   * Adds a block of the app as the theme editor does: into the main section when that takes app blocks, else into a new one below.
   * Returns the block's id.
   */
  place(name: string, handle: string, options: { section?: string; settings?: Record<string, unknown> } = {}): string {
    const template = this.get(name, null)
    const target = options.section ?? 'main'
    const section = template.sections[target] ?? { type: 'apps', settings: {}, blocks: {}, block_order: [] }
    if (!template.sections[target]) {
      template.sections[target] = section
      template.order.push(target)
    }
    const id = `${handle.replaceAll('-', '_')}_${++this.#placements}`
    section.blocks[id] = {
      type: `shopify://apps/${this.#appHandle}/blocks/${handle}/00000000-0000-4000-8000-${String(this.#placements).padStart(12, '0')}`,
      settings: options.settings ?? {},
    }
    section.block_order.push(id)
    return id
  }

  /** Changes settings of a placed block; throws when it stands nowhere. */
  set(id: string, settings: Readonly<Record<string, unknown>>): void {
    const block = this.#sectionOf(id).blocks[id]
    if (block) Object.assign(block.settings, settings)
  }

  remove(id: string): void {
    const section = this.#sectionOf(id)
    section.block_order = section.block_order.filter((one) => one !== id)
    section.blocks = Object.fromEntries(Object.entries(section.blocks).filter(([one]) => one !== id))
  }

  #sectionOf(id: string): TemplateSection {
    for (const { sections } of this.#byName.values())
      for (const section of Object.values(sections)) if (section.blocks[id]) return section
    throw new Error(`No block "${id}" stands in the theme.`)
  }
}
