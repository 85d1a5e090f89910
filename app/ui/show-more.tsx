/** The way to the rows of a long table that are not drawn at first. In: how many are left. Out: a button; nothing when all are shown. */
import { Button } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.tsx'

interface ShowMoreProps {
  left: number
  onMore: () => void
}

export function ShowMore({ left, onMore }: ShowMoreProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return left > 0 ? <Button onClick={onMore}>{t('list.more', { number: format.number(left) })}</Button> : null
}
