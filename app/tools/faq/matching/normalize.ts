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
  '現现 結结 總总 條条 數数 說说 讓让 報报 銷销 紙纸 級级 經经 銀银 馬马 ' +
  '價价 過过 進进 遠远 邊边 離离 題题 願愿 驗验 實实 壓压 縮缩 絲丝 織织 飛飞 車车 軟软 輕轻 輸输 載载 連连 週周 遲迟 錶表 鐘钟 鏈链 銅铜 鋼钢 鐵铁 隨随 雜杂 雙双 靜静 頁页 項项 順顺 ' +
  '須须 頭头 顧顾 風风 餘余 麗丽 齊齐 齡龄 寶宝 專专 將将 尋寻 屬属 歲岁 帶带 幫帮 廠厂 廣广 彈弹 復复 愛爱 戲戏 掛挂 攜携 擔担 敗败 斷断 於于 暫暂 術术 極极 標标 檢检 歡欢 殘残 決决 ' +
  '測测 準准 滿满 潔洁 濕湿 煩烦 熱热 燈灯 獎奖 獲获 畫画 當当 皺皱 監监 盤盘 礦矿 積积 稱称 穩稳 筆笔 範范 籤签 納纳 純纯 細细 終终 組组 絕绝 統统 綁绑 網网 緩缓 練练 罰罚 職职 聲声 ' +
  '聽听 脫脱 膠胶 膚肤 臉脸 臨临 舊旧 藝艺 藥药 蘋苹 虧亏 螢荧 裡里 裏里 製制 襯衬 襪袜 視视 覺觉 覽览 觀观 規规 訊讯 討讨 記记 訪访 設设 許许 訴诉 詢询 試试 詳详 誠诚 語语 調调 談谈 ' +
  '諮咨 變变 議议 讀读 負负 責责 貼贴 貴贵 賠赔 轉转 辦办 遊游 違违 醫医 釋释 鈕钮 鍵键 鏡镜 閉闭 雲云 靈灵 響响 領领 頻频 騙骗 髒脏 鮮鲜 齒齿 評评 論论 詐诈 丟丢 隱隐 偽伪 傷伤 儲储 ' +
  '僅仅 備备 傳传 債债 傭佣 內内 兩两 剛刚 勞劳 務务 勝胜 參参 雖虽 嘗尝 圖图 團团 執执 場场 墊垫 夠够 夢梦 奪夺 婦妇 媽妈 孫孙 學学 寫写 寢寝 層层 島岛 嶼屿 師师 廢废 張张 強强 彙汇 ' +
  '徵征 憑凭 揀拣 搶抢 撥拨 擁拥 攔拦 晝昼 曬晒 棄弃 業业 樂乐 樓楼 權权 歷历 殺杀 氣气 減减 溫温 滯滞 漲涨 滲渗 瀏浏 灑洒 爛烂 牽牵 狹狭 獨独 環环 產产 異异 瘋疯 睏困 禦御 窩窝 簾帘 ' +
  '紗纱 紛纷 紡纺 絨绒 綿绵 緻致 縣县 繞绕 繡绣 續续 羅罗 義义 習习 聞闻 腫肿 腳脚 膩腻 臟脏 蓋盖 誇夸 諾诺 豬猪 貓猫 財财 貸贷 賞赏 賺赚 贈赠 趕赶 踐践 軌轨 較较 輛辆 輔辅 輪轮 農农 ' +
  '鄰邻 釐厘 針针 鉛铅 鋪铺 鎖锁 鎮镇 閃闪 陳陈 陸陆 隻只 雞鸡 難难 霧雾 頂顶 飯饭 養养 館馆 駐驻 驅驱 魚鱼 鳥鸟 鹽盐 麥麦 麵面 龍龙 龜龟 '
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
