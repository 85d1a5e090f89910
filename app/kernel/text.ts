/** Texts that somebody else hands in. In: any text. Out: one that every column and page can hold. Invariant: pure; nothing gets longer. */

// eslint-disable-next-line no-control-regex -- PostgreSQL takes no U+0000, and no page should print the others
const CONTROL = /[\u0000-\u001f\u007f]+/gu

/** One line of at most `longest` UTF-16 units: control characters are spaces, halves of characters are replaced, nothing around it. */
export function oneLine(text: string, longest: number): string {
  return text.trimStart().slice(0, longest).toWellFormed().replace(CONTROL, ' ').trim()
}
