/** A page: its title in the admin's bar and as the heading of the frame, a way back, actions, and width. */
import { TitleBar } from '@shopify/app-bridge-react'
import { Page, type PageProps } from '@shopify/polaris'
import { useEffect, type ReactNode } from 'react'

interface PageFrameProps extends Pick<
  PageProps,
  'subtitle' | 'titleMetadata' | 'primaryAction' | 'secondaryActions' | 'fullWidth' | 'narrowWidth'
> {
  title: string
  /** where the back arrow leads; pages under another one need it */
  back?: { content: string; url: string }
  children: ReactNode
}

export function PageFrame({ title, back, children, ...page }: PageFrameProps) {
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <Page title={title} {...(back ? { backAction: back } : {})} {...page}>
      <TitleBar title={title} />
      {children}
    </Page>
  )
}
