/** The foot of a list in numbered pages. In: which page of how many, addresses. Out: nothing where there is one page. Invariant: every page is a link. */
import { Box, InlineStack, Pagination } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.tsx'

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
    <Box padding="300" borderBlockStartWidth="025" borderColor="border-secondary">
      <InlineStack align="center">
        <Pagination
          accessibilityLabel={t('list.paging')}
          label={t('list.page', { page: format.number(page), pages: format.number(pages) })}
          hasPrevious={page > 1}
          hasNext={page < pages}
          previousURL={href({ page: page > 2 ? String(page - 1) : null })}
          nextURL={href({ page: String(page + 1) })}
        />
      </InlineStack>
    </Box>
  )
}
