/** The columns of a file of answers: one line per answer and language. The first name of each is the export's. Pure. */
import type { WantedColumn } from '#app/sheets/columns.ts'

export type FaqColumn =
  'entry' | 'category' | 'language' | 'sourceQuestion' | 'sourceAnswer' | 'question' | 'answer' | 'aliases' | 'state'

export const FAQ_COLUMNS: readonly WantedColumn<FaqColumn>[] = [
  { key: 'entry', names: ['Entry', 'ID', 'Entry ID', '编号', '条目'] },
  { key: 'category', names: ['Category', '分类', '类别'] },
  { key: 'language', names: ['Language', 'Locale', '语言'], required: true },
  { key: 'sourceQuestion', names: ['Original question', 'Default question', '原文问题'] },
  { key: 'sourceAnswer', names: ['Original answer', 'Default answer', '原文答案'] },
  { key: 'question', names: ['Question', 'Translated question', 'Title', '问题'], required: true },
  { key: 'answer', names: ['Answer', 'Translated answer', 'Content', '答案', '回答'], required: true },
  { key: 'aliases', names: ['Other ways to ask', 'Aliases', 'Keywords', '其他问法'] },
  { key: 'state', names: ['State', '状态'] },
]
