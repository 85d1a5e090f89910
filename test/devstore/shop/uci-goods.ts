/**
 * What kind of thing a stock code of the UCI file is, read from its description.
 * In: stock code and description. Out: product type, HS heading and a base weight, or "not goods" for postage and fees.
 * Invariant: the first row of the table that matches decides; a description without a known word is an assorted gift.
 */

export interface GoodsKind {
  productType: string
  /** six-digit HS 2022 subheading */
  hs: string
  weightGrams: number
}

/** Stock codes that are no goods: nothing is shipped, weighed, counted or bought in for them. */
const NOT_GOODS = new Map([
  ['POST', 'Postage'],
  ['C2', 'Postage'],
  ['DOT', 'Postage'],
  ['M', 'Manual entry'],
  ['B', 'Manual entry'],
  ['D', 'Manual entry'],
  ['S', 'Samples'],
  ['BANK CHARGES', 'Fee'],
  ['AMAZONFEE', 'Fee'],
  ['CRUK', 'Fee'],
])

export function notGoodsType(code: string): string | null {
  if (code.startsWith('GIFT_')) return 'Gift voucher'
  return NOT_GOODS.get(code) ?? null
}

const ASSORTED: GoodsKind = { productType: 'Gifts', hs: '392640', weightGrams: 180 }

/** Order matters: a "cake stand candle" is a candle, a "Christmas card" a card. */
const KINDS: readonly (readonly [RegExp, GoodsKind])[] = [
  [/\b(CARDS?|POSTCARD)\b/, { productType: 'Cards', hs: '490900', weightGrams: 20 }],
  [
    /\b(NECKLACE|BRACELET|EARRINGS?|RING|BANGLE|BROOCH|CHARM|PENDANT|BEADS?)\b/,
    { productType: 'Jewellery', hs: '711790', weightGrams: 40 },
  ],
  [/\b(HAIR|HEADBAND|HAIRCLIP)\b/, { productType: 'Accessories', hs: '961519', weightGrams: 30 }],
  [/\b(HOT WATER BOTTLE|HOTTIE)\b/, { productType: 'Home textiles', hs: '401490', weightGrams: 480 }],
  [/\b(BAGS?|SHOPPER|BACKPACK|SATCHEL)\b/, { productType: 'Bags', hs: '420292', weightGrams: 120 }],
  [/\b(PURSE|WALLET|PASSPORT COVER)\b/, { productType: 'Bags', hs: '420231', weightGrams: 90 }],
  [/\b(PARASOL|UMBRELLA)\b/, { productType: 'Umbrellas', hs: '660199', weightGrams: 420 }],
  [
    /\b(LIGHTS?|LAMP|LED|CHANDELIER)\b(?!.*HOLDER)(?<!T-LIGHT)/,
    { productType: 'Lights', hs: '940531', weightGrams: 300 },
  ],
  [
    /\b(T-LIGHT|T LIGHT|LANTERN|CANDLE ?HOLDER|CANDLESTICK|HURRICANE)\b/,
    { productType: 'Candle holders', hs: '940550', weightGrams: 260 },
  ],
  [/\bCANDLES?\b/, { productType: 'Candles', hs: '340600', weightGrams: 220 }],
  [/\b(INCENSE|SCENTED|FRAGRANCE)\b/, { productType: 'Home fragrance', hs: '330741', weightGrams: 110 }],
  [/\bSOAP\b/, { productType: 'Bath', hs: '340111', weightGrams: 150 }],
  [/\b(CLOCK|ALARM)\b/, { productType: 'Clocks', hs: '910521', weightGrams: 650 }],
  [/\bMIRROR\b/, { productType: 'Mirrors', hs: '700992', weightGrams: 800 }],
  [/\b(FRAME|PHOTO|PICTURE)\b/, { productType: 'Frames', hs: '441490', weightGrams: 380 }],
  [
    /\b(MUG|CUP|SAUCER|TEAPOT|TEACUP|PLATE|BOWL|JUG|EGG CUP|DISH|CERAMIC|TEA SET)\b/,
    { productType: 'Tableware', hs: '691200', weightGrams: 420 },
  ],
  [/\b(CUTLERY|SPOON|FORK|KNIFE)\b/, { productType: 'Cutlery', hs: '821520', weightGrams: 240 }],
  [/\b(GLASS|TUMBLER|GOBLET|VASE|JAR)\b/, { productType: 'Glassware', hs: '701399', weightGrams: 350 }],
  [
    /\b(CAKE ?CASES|CAKESTAND|BAKING|APRON|RECIPE|KITCHEN|PANTRY|JELLY|COOKIE)\b/,
    { productType: 'Kitchen', hs: '732399', weightGrams: 400 },
  ],
  [/\b(LUNCH ?BOX|SNACK BOX|TRAY|COASTERS?|PLACEMATS?)\b/, { productType: 'Kitchen', hs: '392410', weightGrams: 260 }],
  [/\b(CUSHION|QUILT|BLANKET|THROW)\b/, { productType: 'Home textiles', hs: '940490', weightGrams: 450 }],
  [/\b(TEA TOWEL|TOWEL|FLANNEL)\b/, { productType: 'Home textiles', hs: '630260', weightGrams: 160 }],
  [/\b(DOORMAT|RUG|MAT)\b/, { productType: 'Home textiles', hs: '570500', weightGrams: 1300 }],
  [/\b(BUNTING|GARLAND|PARTY|BALLOONS?|PAPER CHAIN)\b/, { productType: 'Party', hs: '950590', weightGrams: 140 }],
  [
    /\b(CHRISTMAS|XMAS|ADVENT|BAUBLE|REINDEER|SANTA|NATIVITY|SNOWMAN)\b/,
    { productType: 'Christmas', hs: '950510', weightGrams: 170 },
  ],
  [/\b(GIFT ?WRAP|WRAP|TISSUE PAPER)\b/, { productType: 'Gift wrap', hs: '481141', weightGrams: 60 }],
  [/\b(TISSUES|NAPKINS|PAPER CUPS|PAPER PLATES)\b/, { productType: 'Party', hs: '481820', weightGrams: 40 }],
  [/\b(RIBBONS?|LACE)\b/, { productType: 'Haberdashery', hs: '580632', weightGrams: 50 }],
  [
    /\b(NOTEBOOK|JOURNAL|DIARY|ADDRESS BOOK|MEMO|NOTEPAD|ORGANISER)\b/,
    { productType: 'Stationery', hs: '482010', weightGrams: 130 },
  ],
  [/\b(PENCILS?|CRAYONS)\b/, { productType: 'Stationery', hs: '960910', weightGrams: 70 }],
  [/\bPENS?\b/, { productType: 'Stationery', hs: '960810', weightGrams: 25 }],
  [/\b(STICKERS?|LABELS?|TAGS?|TAPE)\b/, { productType: 'Stationery', hs: '482110', weightGrams: 30 }],
  [/\bCALENDAR\b/, { productType: 'Stationery', hs: '491000', weightGrams: 200 }],
  [/\b(MAGNETS?)\b/, { productType: 'Gifts', hs: '850519', weightGrams: 60 }],
  [
    /\b(TOYS?|DOLL|DOLLY|JIGSAW|PUZZLE|PLAYHOUSE|SOLDIER|SKITTLES|BABUSHKA|FELTCRAFT|SPACEBOY)\b/,
    { productType: 'Toys', hs: '950300', weightGrams: 250 },
  ],
  [/\b(GAME|DOMINOES|SNAKES|LUDO|CHESS)\b/, { productType: 'Toys', hs: '950490', weightGrams: 320 }],
  [/\b(DRAWER|KNOB|HOOKS?|HANGER|RACK|CABINET|SHELF)\b/, { productType: 'Hardware', hs: '830250', weightGrams: 240 }],
  [/\b(BASKET|WICKER)\b/, { productType: 'Storage', hs: '460219', weightGrams: 520 }],
  [/\b(BOX|BOXES|TINS?|STORAGE|TRINKET)\b/, { productType: 'Storage', hs: '481920', weightGrams: 260 }],
  [/\b(SIGN|WALL ART|METAL|ENAMEL|ZINC|BELL)\b/, { productType: 'Decoration', hs: '830629', weightGrams: 330 }],
  [/\b(WOOD|WOODEN)\b/, { productType: 'Decoration', hs: '442019', weightGrams: 280 }],
  [/\b(FLOWERS?|ROSE|BOUQUET|TREE)\b/, { productType: 'Artificial flowers', hs: '670290', weightGrams: 150 }],
  [/\b(GARDEN|PLANT|SEED|BIRD)\b/, { productType: 'Garden', hs: '732690', weightGrams: 450 }],
  [
    /\b(HEARTS?|DECORATION|HANGING|STAR|EASTER|EGG|RABBIT|BUNNY|HEN)\b/,
    { productType: 'Decoration', hs: '691390', weightGrams: 130 },
  ],
]

export function goodsKind(description: string): GoodsKind {
  for (const [words, kind] of KINDS) if (words.test(description)) return kind
  return ASSORTED
}

const TAG_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(CHRISTMAS|XMAS|ADVENT|SANTA|REINDEER)\b/, 'christmas'],
  [/\bEASTER\b/, 'easter'],
  [/\bGARDEN\b/, 'garden'],
  [/\b(CHILDRENS|GIRLS?|BOYS?|SPACEBOY|DOLLY)\b/, 'children'],
  [/\bVINTAGE\b/, 'vintage'],
  [/\bRETROSPOT\b/, 'retrospot'],
]

/** Every tag that goods can have, in the order of the words that give it. */
export const TAGS: readonly string[] = TAG_WORDS.map(([, tag]) => tag)

export function tagsOf(description: string): string[] {
  return TAG_WORDS.filter(([words]) => words.test(description)).map(([, tag]) => tag)
}
