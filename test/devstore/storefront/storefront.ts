/**
 * The storefront of one shop: the theme, and in it the app's blocks, rendered as Shopify would.
 * In: a visit (who, where), the theme's files, the files of the theme app extension. Out: HTML. Invariant: an app block is rendered by its own
 * Liquid with its own translations and sees the app's data; the theme's Liquid does not. What Liquid cannot answer truthfully is an error.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Context, Liquid } from 'liquidjs'
import { z } from 'zod'
import { parse as parseToml } from 'smol-toml'
import { Globals, Held, type Properties } from './drops.ts'
import { shopifyFilters } from './filters.ts'
import {
  appDrop,
  headerHtml,
  localizationDrop,
  requestDrop,
  routesDrop,
  shopDrop,
  templateDrop,
  type StorePage,
  type Visit,
} from './objects.ts'
import { defaultSettings, readLiquid, readTranslations, type LiquidFile } from './source.ts'
import { BLOCK_HTML, FORBIDDEN_IN_BLOCKS, ForbiddenTag, themeTags } from './tags.ts'
import { appBlockOf, Templates, type JsonTemplate, type TemplateSection } from './templates.ts'
import { escapeHtml } from './translations.ts'

const THEME = new URL('./theme/', import.meta.url).pathname
/** The theme's id in deep links and activations. */
export const THEME_ID = '160000000001'

export interface StorefrontOptions {
  appHandle: string
  /** the folder of the theme app extension */
  extension: string
}

/** What one page gathers while its blocks are rendered. */
interface Gathered {
  stylesheets: Set<string>
  scripts: Set<string>
}

const Page = z.strictObject({
  id: z.string(),
  handle: z.string(),
  title: z.string(),
  content: z.string(),
  template_suffix: z.string().nullable(),
})

export class Storefront {
  readonly templates: Templates
  readonly pages: StorePage[]
  readonly blocks: ReadonlyMap<string, LiquidFile>
  readonly extensionHandle: string
  readonly #extensionFolder: string
  readonly #sections: ReadonlyMap<string, LiquidFile>
  readonly #layouts: ReadonlyMap<string, LiquidFile>
  readonly #themeLiquid: Liquid
  readonly #blockLiquid: Liquid
  readonly #appHandle: string
  /** of the render that runs now; a render never waits, so there is only one */
  #visit: Visit | null = null

  constructor({ appHandle, extension }: StorefrontOptions) {
    this.#appHandle = appHandle
    this.templates = new Templates(join(THEME, 'templates'), appHandle)
    this.pages = z
      .array(Page)
      .parse(JSON.parse(readFileSync(join(THEME, 'config/pages.json'), 'utf8')))
      .map(({ template_suffix, ...page }) => ({ ...page, templateSuffix: template_suffix }))
    this.#sections = readLiquid(join(THEME, 'sections'))
    this.#layouts = readLiquid(join(THEME, 'layout'))
    this.#themeLiquid = this.#liquid(THEME, (file) => themeAsset(file))
    this.#extensionFolder = extension
    this.extensionHandle = readExtensionHandle(extension)
    this.blocks = readLiquid(join(extension, 'blocks'))
    this.#blockLiquid = this.#liquid(extension, (file) => this.extensionAsset(file))
    for (const tag of FORBIDDEN_IN_BLOCKS) this.#blockLiquid.registerTag(tag, ForbiddenTag)
  }

  /** The address under which a file of the extension is served. */
  extensionAsset(file: string): string {
    return `/cdn/extensions/${this.extensionHandle}/assets/${file}`
  }

  /** The file behind an address of an asset; null: there is none. */
  assetFile(pathname: string): string | null {
    const [, owner, file] = /^\/cdn\/(shop|extensions\/[\w-]+)\/assets\/([\w.-]+)$/.exec(pathname) ?? []
    if (owner === undefined || file === undefined || file.startsWith('.')) return null
    if (owner === 'shop') return join(THEME, 'assets', file)
    return join(this.#extensionFolder, 'assets', file)
  }

  /** A page of the theme. `objects`: product, collection or page of this address. */
  renderPage(visit: Visit, title: string, objects: Properties): string {
    return this.#during(visit, () => {
      const gathered: Gathered = { stylesheets: new Set(), scripts: new Set() }
      const template = this.templates.get(visit.template.name, visit.template.suffix)
      const content = this.#renderTemplate(template, visit, objects, gathered)
      return this.#inLayout('theme', content, title, visit, objects, gathered)
    })
  }

  /** An answer of the app proxy: the app's own Liquid, inside the theme unless it says {% layout none %}. */
  renderProxy(text: string, visit: Visit): string {
    return this.#during(visit, () => {
      const gathered: Gathered = { stylesheets: new Set(), scripts: new Set() }
      const liquid = this.#themeLiquid
      const context = new Context({}, liquid.options, {
        globals: new Globals(this.#globals(visit, false, {})),
        sync: true,
      })
      const content = String(liquid.renderSync(liquid.parse(text), context))
      // Which layout it wants is known when it has been rendered.
      const layout = context.getRegister<unknown>('layout', 'theme')
      if (typeof layout !== 'string') throw new Error('The layout of an answer is not a name')
      return layout === 'none' ? content : this.#inLayout(layout, content, visit.state.shop.name, visit, {}, gathered)
    })
  }

  /** One block alone, for tests. */
  renderBlock(handle: string, settings: Readonly<Record<string, unknown>>, visit: Visit, objects: Properties): string {
    const gathered: Gathered = { stylesheets: new Set(), scripts: new Set() }
    return this.#during(visit, () => this.#renderAppBlock(handle, 'test', settings, 'main', visit, objects, gathered))
  }

  #during(visit: Visit, render: () => string): string {
    this.#visit = visit
    try {
      return render()
    } finally {
      this.#visit = null
    }
  }

  #renderTemplate(template: JsonTemplate, visit: Visit, objects: Properties, gathered: Gathered): string {
    return template.order
      .map((id) => {
        const section = template.sections[id]
        const file = section && this.#sections.get(section.type)
        if (!section || !file) throw new Error(`The theme has no section "${section?.type ?? id}"`)
        return this.#renderSection(id, section, file, visit, objects, gathered)
      })
      .join('\n')
  }

  #renderSection(
    id: string,
    section: TemplateSection,
    file: LiquidFile,
    visit: Visit,
    objects: Properties,
    gathered: Gathered,
  ): string {
    const name = `template--${THEME_ID}__${id}`
    const blocks = section.block_order.map((blockId) => {
      const block = section.blocks[blockId]
      const handle = block ? appBlockOf(block.type, this.#appHandle) : null
      if (!block || handle === null) throw new Error(`The block "${blockId}" of section "${id}" is not an app block`)
      return new Held('block', {
        id: blockId,
        type: '@app',
        settings: new Held('settings', block.settings),
        shopify_attributes: '',
        [BLOCK_HTML]: () => this.#renderAppBlock(handle, blockId, block.settings, name, visit, objects, gathered),
      })
    })
    const settings = { ...(file.schema ? defaultSettings(file.schema) : {}), ...section.settings }
    const own = new Held('section', { id: name, settings: new Held('settings', settings), blocks })
    const globals = new Globals({ ...this.#globals(visit, false, objects), section: own })
    const html = this.#render(this.#themeLiquid, file, globals)
    return `<div id="shopify-section-${name}" class="shopify-section">${html}</div>`
  }

  /** Nothing when the block is not available on this page, as at Shopify. */
  #renderAppBlock(
    handle: string,
    id: string,
    settings: Readonly<Record<string, unknown>>,
    sectionId: string,
    visit: Visit,
    objects: Properties,
    gathered: Gathered,
  ): string {
    const file = this.blocks.get(handle)
    if (!file?.schema) throw new Error(`The app has no block "${handle}"`)
    const { schema } = file
    const templates = schema.enabled_on?.templates
    if (templates && !templates.includes('*') && !templates.includes(visit.template.name)) return ''
    const values = { ...defaultSettings(schema), ...settings }
    const editor = JSON.stringify({ id, type: handle })
    const globals = new Globals({
      ...this.#globals(visit, true, objects),
      app: appDrop(visit.state),
      block: new Held('block', {
        id,
        type: handle,
        settings: new Held('settings', values),
        shopify_attributes: visit.designMode ? ` data-shopify-editor-block="${escapeHtml(editor)}"` : '',
      }),
      section: new Held('section', { id: sectionId }),
    })
    if (schema.available_if !== undefined && !this.#isAvailable(schema.available_if, globals)) return ''
    const html = this.#render(this.#blockLiquid, file, globals)
    if (schema.stylesheet !== undefined) gathered.stylesheets.add(this.extensionAsset(schema.stylesheet))
    if (schema.javascript !== undefined) gathered.scripts.add(this.extensionAsset(schema.javascript))
    return `<div id="shopify-block-${escapeHtml(id)}" class="shopify-block shopify-app-block">${html}</div>`
  }

  /** `{{ app.metafields.faq.on }}`: a boolean of the app's own data. */
  #isAvailable(condition: string, globals: Globals): boolean {
    const path = /^\{\{\s*(app\.metafields\.[\w-]+\.[\w-]+)\s*\}\}$/.exec(condition)?.[1]
    if (path === undefined)
      throw new Error(`available_if: "${condition}" is not {{ app.metafields.<namespace>.<key> }}`)
    return this.#blockLiquid.parseAndRenderSync(`{{ ${path} }}`, {}, { globals }) === 'true'
  }

  #inLayout(
    name: string,
    content: string,
    title: string,
    visit: Visit,
    objects: Properties,
    { stylesheets, scripts }: Gathered,
  ): string {
    const layout = this.#layouts.get(name)
    if (!layout) throw new Error(`The theme has no layout "${name}"`)
    const globals = new Globals({
      ...this.#globals(visit, false, objects),
      page_title: title,
      page_description: null,
      content_for_header: headerHtml([...stylesheets], [...scripts]),
      content_for_layout: content,
    })
    return this.#render(this.#themeLiquid, layout, globals)
  }

  #globals(visit: Visit, own: boolean, objects: Properties): Record<string, unknown> {
    return {
      shop: shopDrop(visit, own),
      request: requestDrop(visit),
      localization: localizationDrop(visit),
      routes: routesDrop(visit),
      template: templateDrop(visit),
      product: null,
      collection: null,
      page: null,
      devstore_page: Math.max(1, Number(visit.query.get('page')) || 1),
      ...objects,
    }
  }

  #render(liquid: Liquid, file: LiquidFile, globals: Globals): string {
    try {
      return String(liquid.parseAndRenderSync(file.text, {}, { globals }))
    } catch (error) {
      throw new Error(`${file.name}.liquid: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }

  #liquid(folder: string, assetUrl: (file: string) => string): Liquid {
    const snippets = readLiquid(join(folder, 'snippets'))
    const liquid = new Liquid({
      strictFilters: true,
      cache: true,
      ownPropertyOnly: true,
      templates: Object.fromEntries([...snippets.values()].map(({ name, text }) => [name, text])),
    })
    const visit = (): Visit => {
      if (!this.#visit) throw new Error('A filter ran while no page was rendered')
      return this.#visit
    }
    const filters = shopifyFilters({
      translations: readTranslations(join(folder, 'locales')),
      locale: () => visit().locale,
      currency: () => visit().state.shop.currency,
      timezone: () => visit().state.shop.timezone,
      now: () => visit().state.now(),
      assetUrl,
    })
    for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter)
    for (const [name, tag] of Object.entries(themeTags)) liquid.registerTag(name, tag)
    return liquid
  }
}

const themeAsset = (file: string): string => `/cdn/shop/assets/${file}`

function readExtensionHandle(folder: string): string {
  const toml = parseToml(readFileSync(join(folder, 'shopify.extension.toml'), 'utf8'))
  const { handle, type } = z.looseObject({ handle: z.string(), type: z.literal('theme') }).parse(toml)
  return type === 'theme' ? handle : ''
}
