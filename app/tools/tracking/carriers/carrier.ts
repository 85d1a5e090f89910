/**
 * What the app knows of a carrier. Invariant: a code never changes once stored; `{number}` stands in the link once, at the place of the
 * percent-encoded tracking number.
 */

export interface Carrier {
  code: string
  name: string
  /** null where the carrier has no page that takes a number in its address */
  linkTemplate: string | null
  /** further names, as people type them; compared without case, accents, punctuation and width (`normaliseName`) */
  aliases: readonly string[]
  /** order of magnitude of parcels a year, millions (annual reports): the prior that orders candidates of equal form */
  yearlyMillions: number
}

export function carrier(
  code: string,
  name: string,
  yearlyMillions: number,
  linkTemplate: string | null,
  aliases: readonly string[] = [],
): Carrier {
  return { code, name, linkTemplate, aliases, yearlyMillions }
}
