/**
 * Carriers' own words without people in them. In: one checkpoint's text or place. Out: the same without names of those who signed, couriers' names,
 * phone numbers, e-mail addresses and post codes; null when nothing is left. Invariant: what is left is never longer than 300 characters.
 */
const LONGEST_WORDS = 300
const LONGEST_CITY = 80

/** What follows these words to the end of the clause is somebody's name, which may begin with initials and titles: "Dr. J. Doe". */
const PEOPLE = [
  /\b(signed|signature|received|accepted|collected|picked up) ?(for )?(by|name|from)\b ?[:：-]?\s*(\p{L}{1,4}\.\s*)*[^,.;，。；\n]*/giu,
  /\b(recipient|consignee|addressee|receiver|contact|courier|driver|postman|signed) ?(name|person|is)? ?[:：]\s*(\p{L}{1,4}\.\s*)*[^,.;，。；\n]*/giu,
  /\b(delivered|handed) to (mr|mrs|ms|miss|dr|herr|frau|mme|sr|sra)\b\.?\s*(\p{L}{1,4}\.\s*)*[^,.;，。；\n]*/giu,
  /(签收人|簽收人|收件人|收货人|派件员|派送员|快递员|投递员|业务员|派件員|快遞員|投遞員|联系人|聯絡人)(是|为|為|姓名)?[:：【\s]*[^,.;，。；、】)）\n]*】?/gu,
  /(由|已由|交由)[^,.;，。；\n]{1,12}(签收|簽收|代收)/gu,
]
const EMAIL = /[^\s@<>]+@[^\s@<>]+\.[\p{L}\p{N}-]+/gu
/** Seven digits or more, with what people write between them; a date or time has colons or fewer in a row. */
const PHONE = /(?:电话|電話|手机|手機|tel|phone|mobile)?[.:：]?\s*\+?\(?\d[\d ()./-]{5,}\d/giu

/** @returns null for text that says nothing without people */
export function withoutPeople(text: string | null | undefined): string | null {
  if (!text) return null
  let left = text.slice(0, LONGEST_WORDS * 4).normalize('NFC')
  for (const pattern of PEOPLE) left = left.replace(pattern, ' ')
  left = left
    .replace(EMAIL, ' ')
    .replace(PHONE, (found) => (isDate(found) ? found : ' '))
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+([,.;，。；])/gu, '$1')
    .replace(/([,;，；、]\s*)+([.。]|$)/gu, '$2')
    .replace(/^[\s,.;:，。；：、-]+/u, '')
    .replace(/\s+/gu, ' ')
    .trim()
  return left === '' ? null : left.slice(0, LONGEST_WORDS)
}

/** 2026-11-22 10:30 and 22/11/2026 are no phone numbers. */
function isDate(text: string): boolean {
  return /^\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([ T]\d{0,2})?\s*$/.test(text)
}

/** A city out of a carrier's place: without post codes and numbers of houses, which come with some last miles. */
export function cityOf(text: string | null | undefined): string | null {
  if (!text) return null
  const left = text
    .slice(0, LONGEST_CITY * 4)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/gu, ' ')
    .replace(/\S*\d\S*/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/(\s*[,，]\s*)+/gu, ', ')
    .replace(/^[\s,;.-]+|[\s,;.-]+$/gu, '')
  return left === '' ? null : left.slice(0, LONGEST_CITY)
}
