/** HTML of an answer: what stays, and that nothing that runs, frames, styles or leads astray ever does. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeAddress } from '#app/tools/faq/entries/links.ts'
import { sanitiseAnswer } from '#app/tools/faq/entries/sanitise.server.ts'

const ATTACKS = [
  '<script>alert(1)</script>',
  '<p onclick=alert(1)>x</p>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:x">x</a>',
  '<a href="//evil.example">x</a>',
  '<a href="/\\evil.example">x</a>',
  '<a href="http://evil.example">x</a>',
  '<a href="https://x" style="position:fixed" onmouseover="alert(1)" target="_blank">x</a>',
  '<a href="https://x/{{return_window}}">x</a>',
  '<style>*{display:none}</style>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<form action="https://evil.example"><input name=a><button>b</button></form>',
  '<object data="x"></object><embed src="x"><base href="https://evil.example">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<<script>alert(1)//<</script>',
  '<template><script>alert(1)</script></template>',
  '<p class="x" id="y" data-z="1">x</p>',
  '<textarea><script>alert(1)</script></textarea>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
]
/** What may be in an answer: bare tags, and links with a safe address. */
const CLEAN =
  /^(?:[^<>]|<\/?(?:p|strong|em|u|s|h3|h4|ul|ol|li|blockquote)>|<br \/>|<\/a>|<a href="(?:https:\/\/|mailto:|\/(?!\/)|#)[^"<>{}]*"(?: rel="noopener nofollow")?>)*$/

describe('an answer that is stored', () => {
  it.each(ATTACKS)('holds nothing of %s', (attack) => {
    for (const html of [attack, `<p>a${attack}b</p>`, `<ul><li>${attack}</li></ul>`]) {
      const clean = sanitiseAnswer(html)
      expect(clean).toMatch(CLEAN)
      expect(clean).not.toMatch(/javascript|alert\(1\)(?=.*<\/script)|onerror|onload|style=/i)
    }
  })

  it('keeps what the editor makes, headings as parts of a page, and values', () => {
    const html =
      '<h3>T</h3><p>a <strong>b</strong> <em>c</em> <u>d</u> <s>e</s><br />{{return_window}} &amp; &lt;</p><ul><li><p>f</p></li></ul><ol><li>g</li></ol><blockquote><p>h</p></blockquote>'
    expect(sanitiseAnswer(html)).toBe(html)
    expect(sanitiseAnswer('<h1>a</h1><b>b</b><div>c</div>')).toBe('<h3>a</h3><strong>b</strong><p>c</p>')
  })

  it('marks links that lead elsewhere, and makes words of those that lead nowhere', () => {
    expect(sanitiseAnswer('<a href="https://a.example/x?y=1">a</a>')).toBe(
      '<a href="https://a.example/x?y=1" rel="noopener nofollow">a</a>',
    )
    expect(sanitiseAnswer('<a href="/pages/sizes">a</a> <a href="mailto:a@b.example">b</a>')).toBe(
      '<a href="/pages/sizes">a</a> <a href="mailto:a@b.example">b</a>',
    )
    expect(sanitiseAnswer('<p><a href="javascript:x">words</a></p>')).toBe('<p>words</p>')
  })

  it('goes in again unchanged, whatever it was', () => {
    const piece = fc.oneof(
      fc.constantFrom(...ATTACKS),
      fc.string(),
      fc.constantFrom('<p>', '</p>', '<a href="/x">', '<li>', '{{', '}}', '&amp;lt;', '<'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = sanitiseAnswer(pieces.join(''))
        expect(sanitiseAnswer(once)).toBe(once)
        expect(once).toMatch(CLEAN)
      }),
      { numRuns: 300 },
    )
  })
})

describe('an address', () => {
  it.each([
    ['https://a.example', true],
    ['mailto:help@a.example', true],
    ['/pages/a#b', true],
    ['#a', true],
    ['http://a.example', false],
    ['a.example', false],
    ['//a.example', false],
    ['/\\a.example', false],
    ['https://a b', false],
    ['https://a/{{x}}', false],
    [`/${'x'.repeat(2_001)}`, false],
  ])('%s', (address, safe) => expect(safeAddress(address) !== null).toBe(safe))
})
