/**
 * axe in every document of a window, each by itself. Asked of a whole window at once it hands every element of every frame to and fro,
 * which takes ten times as long.
 */
import axe from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

export interface AxeOptions {
  /** false leaves out colours, which take half the time */
  contrast?: boolean
  /** false leaves out the window's own document and looks at the frames in it */
  window?: boolean
}

/** Violations as readable lines: rule, where, what. */
export async function violations(page: Page, { contrast = true, window = true }: AxeOptions = {}): Promise<string[]> {
  const found: string[] = []
  for (const frame of page.frames())
    if (window || frame !== page.mainFrame()) found.push(...(await inDocument(frame, contrast)))
  return found
}

async function inDocument(frame: Frame, contrast: boolean): Promise<string[]> {
  await frame.evaluate(axe.source)
  const rules = {
    'color-contrast': { enabled: contrast },
    // A frame lies in a landmark of the page around it; by itself it need not have one for each of its parts.
    region: { enabled: frame.parentFrame() === null },
  }
  const options = { iframes: false, resultTypes: ['violations'], runOnly: RULES, rules }
  const result = await frame.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`)
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
  )
}
