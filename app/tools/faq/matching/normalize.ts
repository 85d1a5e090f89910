/**
 * A question as typed, folded to one form. In: any text. Out: words and runs of characters in reading order.
 * Unicode NFKC, lower case, no accents, no apostrophes, traditional Chinese characters of the shop's vocabulary as simplified ones.
 * Invariant: bounded work: no more than MAX_CHARACTERS are read, so a question of any length costs what a long one costs.
 */

/** A question longer than this is a pasted letter: what it asks is said in its beginning. */
export const MAX_CHARACTERS = 1_000
/** No word of any language of the shop is longer. */
const MAX_WORD = 32

/** Traditional and simplified, in pairs: the characters of the shop's vocabulary. */
const CHARACTER_PAIRS =
  '運运 費费 關关 稅税 單单 貨货 訂订 購购 買买 賣卖 達达 時时 間间 幾几 錢钱 發发 換换 號号 顏颜 質质 ' +
  '壞坏 損损 錯错 補补 庫库 預预 聯联 繫系 電电 話话 郵邮 編编 遞递 區区 國国 際际 門门 檻槛 優优 碼码 ' +
  '禮礼 賀贺 裝装 開开 據据 幣币 匯汇 歐欧 鎊镑 維维 護护 證证 賬账 帳账 戶户 錄录 註注 冊册 簽签 顯显 ' +
  '狀状 態态 蹤踪 跡迹 動动 請请 問问 們们 這这 個个 嗎吗 還还 沒没 會会 謝谢 麼么 樣样 為为 對对 從从 ' +
  '給给 與与 來来 後后 無无 應应 該该 處处 種种 類类 點点 線线 縫缝 鬆松 緊紧 體体 長长 寬宽 適适 選选 ' +
  '擇择 誰谁 誤误 臺台 灣湾 紅红 綠绿 藍蓝 黃黄 褲裤 飾饰 腦脑 機机 濟济 簡简 複复 確确 認认 導导 額额 ' +
  '現现 結结 總总 條条 數数 說说 讓让 報报 銷销 紙纸 級级 經经 銀银 馬马 '
const simplified = new Map(
  CHARACTER_PAIRS.trim()
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

export type Segment = { kind: 'word'; text: string } | { kind: 'run'; text: string }

const RUN = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}々ー]'
const PIECES = new RegExp(`(${RUN}+)|((?:(?!${RUN})[\\p{L}\\p{N}])+)`, 'gu')

/** `"Where’s my Päckchen？"` is `"wheres my packchen?"`. */
export function foldText(text: string): string {
  const short = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const folded = short
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    // Accents of Latin, Greek and Cyrillic only: in Japanese and Indic scripts a mark makes another letter.
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/ß/g, 'ss')
    .replace(/[‘’'`´]/g, '')
    // "175cm" is a number and a unit; "4px" and "b2b" are names.
    .replace(/\b(\d{2,})(cm|mm|kg|lbs?|v|w|pcs|days?)\b/g, '$1 $2')
    .replace(/\b(where|what|how|who|when)s\b/g, '$1 is')
  let out = ''
  for (const character of folded) out += simplified.get(character) ?? character
  return out
}

/** Words of alphabets, and unbroken runs of scripts that put no space between words. */
export function segment(folded: string): Segment[] {
  const segments: Segment[] = []
  for (const match of folded.matchAll(PIECES)) {
    if (match[1] !== undefined) segments.push({ kind: 'run', text: match[1] })
    else if (match[2] !== undefined) segments.push({ kind: 'word', text: match[2].slice(0, MAX_WORD) })
  }
  return segments
}

/**
 * A light English stemmer: plural as in D. Harman's S-stemmer ("How effective is suffixing?", JASIS 42(1), 1991, table 1), then one of
 * -ing, -ed with a consonant before it undoubled. Words of three letters and fewer stay, so that codes and sizes do.
 */
export function stem(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word
  let stemmed = word
  if (/[^ae]ies$/.test(stemmed)) stemmed = `${stemmed.slice(0, -3)}y`
  else if (/[^aeo]es$/.test(stemmed)) stemmed = stemmed.slice(0, -1)
  else if (/[^us]s$/.test(stemmed)) stemmed = stemmed.slice(0, -1)
  if (stemmed.length > 5 && /[aeiouy].*ing$/.test(stemmed)) stemmed = undouble(stemmed.slice(0, -3))
  else if (stemmed.length > 4 && /[aeiouy].*ed$/.test(stemmed)) stemmed = undouble(stemmed.slice(0, -2))
  // "size" and the "siz" of "sizing" meet without their e.
  return stemmed.length > 3 && stemmed.endsWith('e') ? stemmed.slice(0, -1) : stemmed
}

function undouble(word: string): string {
  return /([^aeiouylsz])\1$/.test(word) ? word.slice(0, -1) : word
}
