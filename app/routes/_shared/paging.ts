/** The addresses before and after a page of a list. */
import type { Page } from '#app/mirror/views.ts'
import type { PageParams } from '#app/ui/search-params.ts'

export function pageLinks(
  page: Page<unknown>,
  href: PageParams['href'],
): { nextUrl: string | null; previousUrl: string | null } {
  return {
    nextUrl: page.next === null ? null : href({ after: page.next, before: null }),
    previousUrl: page.previous === null ? null : href({ after: null, before: page.previous }),
  }
}
