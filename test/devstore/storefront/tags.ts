/**
 * Shopify's own tags: style, paginate, form, layout, `render block`.
 * In: their markup. Out: tag classes for the library. Invariant: a tag that is neither here nor in the library stops the page.
 */
import {
  evalToken,
  Hash,
  RenderTag,
  Tag,
  type Context,
  type Emitter,
  type Liquid,
  type Parser,
  type TagToken,
  type Template,
  type TopLevelToken,
  type ValueToken,
} from 'liquidjs'
import { MOST_PAGED, PagedList, type Held } from './drops.ts'
import { escapeHtml } from './translations.ts'

/** What a block's Liquid made of `{{ block }}` prints when a section renders it. */
export const BLOCK_HTML = 'devstore_html'

function readUntil(name: string, tokens: TopLevelToken[], parser: Parser, from: TagToken): Template[] {
  const templates: Template[] = []
  const stream = parser
    .parseStream(tokens)
    .on(`tag:end${name}`, () => void stream.stop())
    .on('template', (template: Template) => void templates.push(template))
    .on('end', () => {
      throw new Error(`tag ${from.getText()} not closed`)
    })
  stream.start()
  return templates
}

class StyleTag extends Tag {
  readonly #templates: Template[]
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, tokens, liquid)
    this.#templates = readUntil('style', tokens, parser, token)
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    emitter.write('<style data-shopify>')
    yield this.liquid.renderer.renderTemplates(this.#templates, context, emitter)
    emitter.write('</style>')
  }
}

/** {% paginate list by 20 %} */
class PaginateTag extends Tag {
  readonly #list: ValueToken
  readonly #size: ValueToken
  readonly #templates: Template[]
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, tokens, liquid)
    const list = this.tokenizer.readValue()
    const by = this.tokenizer.readIdentifier().content
    const size = this.tokenizer.readValue()
    if (!list || by !== 'by' || !size) throw new Error(`illegal tag: ${token.getText()}`)
    this.#list = list
    this.#size = size
    this.#templates = readUntil('paginate', tokens, parser, token)
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const list = (yield evalToken(this.#list, context)) as unknown
    const size = Math.min(Math.max(Number(yield evalToken(this.#size, context)), 1), MOST_PAGED)
    if (list === null || list === undefined || list === '') {
      yield this.liquid.renderer.renderTemplates(this.#templates, context, emitter)
      return
    }
    if (!(list instanceof PagedList)) throw new Error('paginate: this is not a list that Shopify pages')
    const page = Number(context.getSync(['devstore_page']) ?? 1)
    const paginate = {
      current_page: page,
      page_size: size,
      items: list.size,
      pages: Math.max(1, Math.ceil(list.size / size)),
      current_offset: (page - 1) * size,
    }
    list.openWindow({ from: paginate.current_offset, size })
    context.push({ paginate })
    yield this.liquid.renderer.renderTemplates(this.#templates, context, emitter)
    context.pop()
    list.openWindow(null)
  }
}

/** {% form 'localization', id: 'x' %}: the only form of Shopify's that this theme has. */
class FormTag extends Tag {
  readonly #hash: Hash
  readonly #templates: Template[]
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, tokens, liquid)
    const rest = /^\s*(['"])localization\1(.*)$/s.exec(token.args)?.[2]
    if (rest === undefined) throw new Error(`${token.getText()} is not in the dev store`)
    this.#hash = new Hash(rest)
    this.#templates = readUntil('form', tokens, parser, token)
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const attributes = (yield this.#hash.render(context)) as Record<string, unknown>
    const text = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
    const request = context.getSync(['request']) as Held
    emitter.write(
      `<form method="post" action="/localization" accept-charset="UTF-8"${text.join('')}>` +
        `<input type="hidden" name="form_type" value="localization" /><input type="hidden" name="_method" value="put" />` +
        `<input type="hidden" name="return_to" value="${escapeHtml(String(request.liquidMethodMissing('path')))}" />`,
    )
    yield this.liquid.renderer.renderTemplates(this.#templates, context, emitter)
    emitter.write('</form>')
  }
}

/** {% layout none %}: what the page is put into. */
class LayoutTag extends Tag {
  readonly #name: string
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid) {
    super(token, tokens, liquid)
    this.#name = token.args.trim().replace(/^(['"])(.*)\1$/, '$2')
  }
  override render(context: Context): void {
    context.setRegister('layout', this.#name)
  }
}

/** {% render block %} prints an app block; any other render is Liquid's own. */
class RenderOrBlock extends RenderTag {
  readonly #isBlock: boolean
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, tokens, liquid, parser)
    this.#isBlock = token.args.trim() === 'block'
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    if (!this.#isBlock) return yield* super.render(context, emitter)
    const block = context.getSync(['block']) as Held
    emitter.write(String(block.liquidMethodMissing(BLOCK_HTML)))
  }
}

type TagClass = Liquid['tags'][string]

export const themeTags: Readonly<Record<string, TagClass>> = {
  style: StyleTag,
  paginate: PaginateTag,
  form: FormTag,
  layout: LayoutTag,
  render: RenderOrBlock,
}

export class ForbiddenTag extends Tag {
  constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid) {
    super(token, tokens, liquid)
    throw new Error(`{% ${token.name} %} is not allowed in an app block`)
  }
  override render(): void {
    // It is never made.
  }
}

/** Tags that an app block may not hold. Source: theme-check's AppBlockValidTags. */
export const FORBIDDEN_IN_BLOCKS = ['javascript', 'stylesheet', 'include', 'layout', 'section', 'sections']
