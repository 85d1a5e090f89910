/**
 * The words of the stand-in admin, in the languages that its switch offers.
 * In: a locale. Out: all texts of the frame page. Invariant: both languages have every key.
 */

const EN = {
  language: 'Language',
  menu: 'Menu',
  skip: 'Skip to the app',
  navigation: 'Shop',
  shops: 'All shops',
  control: 'Control page',
  apps: 'Apps',
  appActions: 'Page actions',
  unsaved: 'Unsaved changes',
  save: 'Save',
  discard: 'Discard',
  confirmDiscard: 'Discard all unsaved changes?',
  saveFirst: 'Save or discard your changes before you leave this page.',
  dismiss: 'Dismiss',
  loading: 'Loading',
  search: 'Search',
  nothingFound: 'Nothing found',
  pickProducts: 'Select products',
  pickVariants: 'Select variants',
  add: 'Add',
  select: 'Select',
  cancel: 'Cancel',
  grantScopes: 'The app asks for more access:',
  notInstalled: 'is not installed on this shop.',
  install: 'Install',
  asksFor: 'It will be able to use:',
  notImitated: "This part of Shopify's admin is not imitated here.",
  openApp: 'Open the app',
  standIn: 'Stand-in for the Shopify admin',
  provenance: 'What is real in this shop',
}

export type Strings = Record<keyof typeof EN, string>

const ZH_CN: Strings = {
  language: '语言',
  menu: '菜单',
  skip: '跳到应用',
  navigation: '商店',
  shops: '所有商店',
  control: '控制页面',
  apps: '应用',
  appActions: '页面操作',
  unsaved: '未保存的更改',
  save: '保存',
  discard: '放弃',
  confirmDiscard: '要放弃所有未保存的更改吗？',
  saveFirst: '离开此页面前，请先保存或放弃更改。',
  dismiss: '关闭',
  loading: '正在加载',
  search: '搜索',
  nothingFound: '未找到结果',
  pickProducts: '选择商品',
  pickVariants: '选择多属性',
  add: '添加',
  select: '选择',
  cancel: '取消',
  grantScopes: '此应用请求更多权限：',
  notInstalled: '尚未安装到此商店。',
  install: '安装',
  asksFor: '它将能够使用：',
  notImitated: '此处未模拟 Shopify 后台的这一部分。',
  openApp: '打开应用',
  standIn: 'Shopify 后台的替身',
  provenance: '这家店里哪些数据是真实的',
}

export const LOCALES = [
  { code: 'en', name: 'English' },
  { code: 'zh-CN', name: '简体中文' },
] as const

export type Locale = (typeof LOCALES)[number]['code']

export function toLocale(value: string | null | undefined): Locale | null {
  return LOCALES.find(({ code }) => code === value)?.code ?? null
}

export function stringsFor(locale: Locale): Strings {
  return locale === 'zh-CN' ? ZH_CN : EN
}
