/** The foot of a list. In: where its neighbours are. Out: links to them. Invariant: a link that leads nowhere is a button that is off, never an anchor without an address. */
import { Box, InlineStack, Pagination } from '@shopify/polaris'

interface PageLinksProps {
  /** what is paged through, for who cannot see it */
  accessibilityLabel: string
  label: string
  /** null: this is the first page */
  previousUrl: string | null
  /** null: this is the last page */
  nextUrl: string | null
}

export function PageLinks({ accessibilityLabel, label, previousUrl, nextUrl }: PageLinksProps) {
  return (
    <Box padding="300" borderBlockStartWidth="025" borderColor="border-secondary">
      <InlineStack align="center">
        <Pagination
          accessibilityLabel={accessibilityLabel}
          label={label}
          hasPrevious={previousUrl !== null}
          hasNext={nextUrl !== null}
          {...(previousUrl === null ? {} : { previousURL: previousUrl })}
          {...(nextUrl === null ? {} : { nextURL: nextUrl })}
        />
      </InlineStack>
    </Box>
  )
}
