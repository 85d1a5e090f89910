/** The foot of a list in numbered pages. In: which page of how many, addresses. Out: nothing where there is one page. Invariant: every page is a link. */
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.tsx'
import { PageLinks } from './page-links.tsx'

interface NumberedPagesProps {
  /** from 1 */
  page: number
  pages: number
  /** the address of the list with other parameters; null takes one away */
  href: (params: { page: string | null }) => string
}

export function NumberedPages({ page, pages, href }: NumberedPagesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (pages <= 1) return null
  return (
    <PageLinks
      accessibilityLabel={t('list.paging')}
      label={t('list.page', { page: format.number(page), pages: format.number(pages) })}
      previousUrl={page > 1 ? href({ page: page > 2 ? String(page - 1) : null }) : null}
      nextUrl={page < pages ? href({ page: String(page + 1) }) : null}
    />
  )
}
