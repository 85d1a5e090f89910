/** Where a link of an answer may lead. In: an address as somebody typed it. Out: it, or null. Pure: the editor says it before the server does. */

const LONGEST = 2000

/** https, mailto, a path of the shop itself or a place on the page; no braces, because nothing may be filled into an address. */
export function safeAddress(href: string | undefined): string | null {
  const given = (href ?? '').trim()
  if (given === '' || given.length > LONGEST || /[\p{Cc}\s{}<>"'`\\]/u.test(given)) return null
  if (/^https:\/\/[^/]/i.test(given) || /^mailto:[^@]+@[^@]+$/i.test(given)) return given
  return /^(?:\/(?!\/)|#)/.test(given) ? given : null
}
