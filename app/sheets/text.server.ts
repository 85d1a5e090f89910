/**
 * Text out of the bytes of a CSV file, whatever program wrote it. In: bytes. Out: text without a byte order mark, or null for what is no text.
 * Invariant: a file that is valid UTF-8 is read as UTF-8; only others are guessed at.
 */
import iconv from 'iconv-lite'

/** Null: not text. */
export function decodeText(bytes: Uint8Array): string | null {
  const text = decodeAs(bytes, encodingOf(bytes))
  return text.includes('\0') ? null : text
}

function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  // iconv-lite takes byte order marks away.
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding)
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'

function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (isUtf16WithoutMark(bytes)) return 'utf-16le'
  if (isUtf8(bytes)) return 'utf-8'
  return hasPairsOfHighBytes(bytes) ? 'gb18030' : 'windows-1252'
}

const LOOKED_AT = 4096

function isUtf16WithoutMark(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, LOOKED_AT) & ~1
  let zeros = 0
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) return false
    if (bytes[at + 1] === 0) zeros += 1
  }
  return length > 0 && zeros > length / 8
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Chinese Excel writes GBK: two high bytes a character, so its runs of them are even. Western Excel writes Windows-1252, where
 * an accented letter mostly stands alone between plain ones. GBK's rarer characters end in a plain byte, hence the tolerance.
 */
function hasPairsOfHighBytes(bytes: Uint8Array): boolean {
  let [even, odd, run] = [0, 0, 0]
  const close = (): void => {
    if (run === 0) return
    if (run % 2 === 0) even += 1
    else odd += 1
    run = 0
  }
  for (const byte of bytes) {
    if (byte >= 0x80) run += 1
    else close()
  }
  close()
  return even > odd * 2
}
