/** What the pickers of `ui/use-search` ask. In: a request. Out: the text that was typed, as far as it is looked for. */
const MOST_LETTERS = 100

export function searchText(request: Request): string {
  return (new URL(request.url).searchParams.get('q') ?? '').replaceAll('\0', '').slice(0, MOST_LETTERS)
}

/** Of a search: what was found stays found when something else is saved. */
export const neverAgain = (): boolean => false
