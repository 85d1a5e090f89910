/**
 * Shopify's own filters, as far as the theme and the blocks use them; Liquid's common ones come with the library.
 * In: a value, arguments. Out: what Shopify would print. Invariant: a filter that is neither here nor in the library stops the page.
 */
import { filters, type FilterImplOptions } from 'liquidjs'
import { escapeHtml, type Translations } from './translations.ts'

export interface FilterContext {
  translations: Translations
  locale: () => string
  currency: () => string
  timezone: () => string
  now: () => Date
  /** the address of a file of the theme or of the extension */
  assetUrl: (file: string) => string
}

/** The library's own filter: its patterns are Ruby's, as Shopify's are. */
const formatDate = filters['date'] as (this: unknown, moment: Date, format: string, zone: number | string) => unknown

/** Named arguments arrive as [name, value] pairs. */
function named(parameters: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    parameters.filter((one): one is [string, unknown] => Array.isArray(one) && one.length === 2),
  )
}

export function shopifyFilters(context: FilterContext): Record<string, FilterImplOptions> {
  const translate = (key: unknown, ...parameters: unknown[]): string =>
    context.translations.translate(String(key), context.locale(), named(parameters))
  const money = (minor: unknown): string => formatMoney(Number(minor), context.currency(), context.locale())
  return {
    t: translate,
    translate,
    asset_url: (file: unknown) => context.assetUrl(String(file)),
    stylesheet_tag: (url: unknown) =>
      `<link href="${escapeHtml(String(url))}" rel="stylesheet" type="text/css" media="all" />`,
    script_tag: (url: unknown) => `<script src="${escapeHtml(String(url))}" type="text/javascript"></script>`,
    money,
    money_with_currency: (minor: unknown) => `${money(minor)} ${context.currency()}`,
    money_without_currency: (minor: unknown) => (Number(minor) / 100).toFixed(2),
    json: (value: unknown) => jsonText(value),
    handleize: handleize,
    handle: handleize,
    image_url: (image: unknown, ...parameters: unknown[]) => imageUrl(image, named(parameters)),
    link_to: (text: unknown, url: unknown) => `<a href="${escapeHtml(String(url))}">${String(text)}</a>`,
    pluralize: (count: unknown, one: unknown, many: unknown) => (Number(count) === 1 ? one : many),
    color_brightness: (colour: unknown) => brightness(rgbOf(colour)),
    color_contrast: (colour: unknown, other: unknown) => contrast(rgbOf(colour), rgbOf(other)),
    date(this: unknown, value: unknown, ...parameters: unknown[]) {
      const [format] = parameters
      if (typeof format !== 'string')
        throw new Error('The dev store formats dates by a pattern only, as date: "%Y-%m-%d"')
      const dayOnly = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
      const moment = instantOf(value, context.now)
      // A day has no zone: it must not become the day before in a shop west of Greenwich.
      return moment === null ? value : formatDate.call(this, moment, format, dayOnly ? 0 : context.timezone())
    },
  }
}

function instantOf(value: unknown, now: () => Date): Date | null {
  if (value === 'now' || value === 'today') return now()
  if (value === null || value === undefined || value === '') return null
  const moment = /^-?\d+$/.test(String(value)) ? new Date(Number(value) * 1000) : new Date(String(value))
  return Number.isNaN(moment.getTime()) ? null : moment
}

/** JSON as Shopify's filter writes it: nothing in it can close the element it stands in. */
function jsonText(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function handleize(value: unknown): string {
  return String(value)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

function imageUrl(image: unknown, parameters: Record<string, unknown>): string {
  const url = new URL(String(image), 'https://cdn.example')
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value))
  return url.href
}

function formatMoney(minor: number, currency: string, locale: string): string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / 10 ** maximumFractionDigits)
}

type Rgb = [number, number, number]

function rgbOf(value: unknown): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(value))
  if (!match) throw new Error(`"${String(value)}" is not a colour such as #1a2b3c`)
  const [, red = '', green = '', blue = ''] = match
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)]
}

/** W3C: perceived brightness, 0 to 255. Source: W3C AERT, 2.2. */
function brightness([red, green, blue]: Rgb): number {
  return Math.round((red * 299 + green * 587 + blue * 114) / 10) / 100
}

/** Contrast ratio of two colours, 1 to 21, one decimal. Source: WCAG 2.1, relative luminance. */
function contrast(one: Rgb, other: Rgb): number {
  const light = Math.max(luminance(one), luminance(other))
  const dark = Math.min(luminance(one), luminance(other))
  return Math.round(((light + 0.05) / (dark + 0.05)) * 10) / 10
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
