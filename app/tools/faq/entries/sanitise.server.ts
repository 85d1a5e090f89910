/**
 * HTML of an answer made safe. In: whatever an editor, a file or a stored row holds. Out: a small set of tags without attributes, links with https,
 * mailto or a path of the shop. Invariant: what comes out goes in again unchanged; no script, style, event, frame or foreign address survives.
 */
import sanitizeHtml from 'sanitize-html'
import { safeAddress } from './links.ts'

const TAGS = ['p', 'br', 'strong', 'em', 'u', 's', 'h3', 'h4', 'ul', 'ol', 'li', 'a', 'blockquote']

/** Headings of a page that an answer stands in belong to the page. */
const INSTEAD: Record<string, string> = {
  b: 'strong',
  i: 'em',
  del: 's',
  strike: 's',
  h1: 'h3',
  h2: 'h3',
  h5: 'h4',
  h6: 'h4',
  div: 'p',
}

/** What is taken out of broken markup may leave markup that is broken otherwise (a paragraph in a paragraph): a few passes make it whole. */
const MOST_PASSES = 5

export function sanitiseAnswer(html: string): string {
  let clean = sanitiseOnce(html)
  for (let pass = 1; pass < MOST_PASSES; pass++) {
    const again = sanitiseOnce(clean)
    if (again === clean) break
    clean = again
  }
  return clean
}

function sanitiseOnce(html: string): string {
  const clean = sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href', 'rel'] },
    allowedSchemes: ['https', 'mailto'],
    allowedSchemesAppliedToAttributes: ['href'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'template', 'title', 'iframe', 'svg', 'math'],
    transformTags: {
      ...INSTEAD,
      a: (_name, { href }) => {
        const address = safeAddress(href)
        return {
          tagName: 'a',
          attribs:
            address === null ? {} : { href: address, ...(isForeign(address) ? { rel: 'noopener nofollow' } : {}) },
        }
      },
    },
    // A link that leads nowhere is its words.
    exclusiveFilter: ({ tag, attribs, text }) =>
      tag === 'a' && !attribs['href'] && text.trim() === ''
        ? true
        : tag === 'a' && !attribs['href']
          ? 'excludeTag'
          : false,
  })
  return clean.replace(/(?:<p>\s*<\/p>\s*)+$/, '').trim()
}

function isForeign(address: string): boolean {
  return /^https:/i.test(address)
}
