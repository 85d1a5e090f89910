/**
 * What is true of every page in a real browser, whatever it is about: painted, still, accessible, no wider than the window, and nothing
 * reported by the browser; in both languages and widths. A screenshot of each is left for people to look at.
 */
import type { Frame } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { WIDTHS, type AdminBrowser, type Visit, type Width } from './harness.ts'

const CLS = 0.05
const LCP_MS = 1_500

/**
 * `VITALS=1` holds the pages to the clock too, on a machine with nothing else to do: one page at a time, each in a window that has seen
 * nothing yet, the best of three loads. Without it nothing here depends on how busy the machine is.
 */
const TIMED = process.env['VITALS'] === '1'
const TRIES = TIMED ? 3 : 1

type View = [locale: string, width: Width]
/** Each language and each width is loaded once, and the window then takes the other width; the clock is held to all four. */
const VIEWS: View[] = TIMED
  ? [
      ['en', 'desktop'],
      ['en', 'phone'],
      ['zh-CN', 'desktop'],
      ['zh-CN', 'phone'],
    ]
  : [
      ['en', 'desktop'],
      ['zh-CN', 'phone'],
    ]
/** CI has 25 minutes: there every page is loaded in one of the views, by turns. Everywhere else in each. */
const BY_TURNS = process.env['CI'] !== undefined && !TIMED
const OTHER: Record<Width, Width> = { desktop: 'phone', phone: 'desktop' }

export interface PageCase {
  /** of the screenshot: `NAME-LOCALE-WIDTH.png` */
  name: string
  /** called when the page is opened: what it needs may be made by earlier tests */
  path: () => string
  /** waits for what the page shows late */
  ready?: (frame: Frame) => Promise<unknown>
  /** what the browser may report here */
  expected?: string
}

/** Registers one test per page, language and width. Two pages are open at a time: one's browser works while the other's server does. */
export function walkPages(harness: () => Pick<AdminBrowser, 'visit'>, pages: PageCase[]): void {
  const walks = VIEWS.map(([locale, width], turn) => ({
    locale,
    width,
    own: BY_TURNS ? pages.filter((_, index) => index % VIEWS.length === turn) : pages,
  }))
  const some = walks.filter(({ own }) => own.length > 0)
  describe.each(some)('in $locale on a $width', ({ locale, width, own }) => {
    const each = TIMED ? it.each(own) : it.concurrent.each(own)
    each('$name is painted, still, accessible and without errors', async (page) => {
      const visit = await harness().visit(page.path(), { locale, width, unseen: TIMED })
      await check(visit, page, [locale, width])
      await visit.close()
    })
  })
}

async function check(visit: Visit, page: PageCase, [locale, width]: View): Promise<void> {
  await page.ready?.(await visit.app())
  let vitals = await visit.vitals()
  for (let tries = 1; tries < TRIES && (vitals.lcpMs ?? Infinity) >= LCP_MS; tries++) {
    await visit.open(page.path())
    vitals = await visit.vitals()
  }
  await visit.screenshot(`${page.name}-${locale}-${width}`)
  // The colours are the same in every language, and the admin around the page is the same for every page: stand-in-admin.e2e looks at it.
  expect(await visit.axe({ contrast: TIMED || locale === 'en', window: !BY_TURNS })).toEqual([])
  expect(await visit.overflow()).toBe(0)
  // Asked last: what the page did while it was looked at counts.
  vitals = { ...(await visit.vitals()), lcpMs: vitals.lcpMs }
  expect(vitals.lcpMs).toBeGreaterThan(0)
  if (TIMED) expect(vitals.lcpMs).toBeLessThan(LCP_MS)
  expect(vitals.cls, vitals.shifts.join('\n')).toBeLessThan(CLS)
  if (!TIMED) {
    await visit.page.setViewportSize(WIDTHS[OTHER[width]])
    await visit.screenshot(`${page.name}-${locale}-${OTHER[width]}`)
    expect(await visit.overflow()).toBe(0)
    await visit.page.setViewportSize(WIDTHS[width])
  }
  const { expected } = page
  expect(visit.problems.filter((problem) => !expected || !problem.includes(expected))).toEqual([])
}
