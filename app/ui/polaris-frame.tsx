/**
 * Polaris around a page: its texts in the document's language, its links through the router.
 * Invariant: every link inside stays a client navigation, because a plain one would lose the session token in the admin's frame.
 */
import { Link, useNavigate } from '@remix-run/react'
import { AppProvider } from '@shopify/polaris'
import { forwardRef, useEffect, type ComponentProps, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type PolarisI18n = ComponentProps<typeof AppProvider>['i18n']

type PolarisLinkProps = ComponentProps<NonNullable<ComponentProps<typeof AppProvider>['linkComponent']>>

const PolarisLink = forwardRef<HTMLAnchorElement, PolarisLinkProps>(function PolarisLink(
  { url, external, target, children, ...rest },
  ref,
) {
  if (external || /^[a-z]+:/.test(url)) {
    return (
      <a ref={ref} href={url} target={target ?? '_blank'} rel="noopener noreferrer" {...rest}>
        {children}
      </a>
    )
  }
  return (
    <Link ref={ref} to={url} {...(target ? { target } : {})} {...rest}>
      {children}
    </Link>
  )
})

export function PolarisFrame({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const navigate = useNavigate()

  // App Bridge asks for navigations of the admin's own menu this way.
  useEffect(() => {
    const follow = (event: Event): void => {
      const href = event.target instanceof Element ? event.target.getAttribute('href') : null
      if (href) navigate(href)
    }
    addEventListener('shopify:navigate', follow)
    return () => removeEventListener('shopify:navigate', follow)
  }, [navigate])

  const texts: PolarisI18n = i18n.getResourceBundle(i18n.language, 'polaris')
  return (
    <AppProvider i18n={texts} linkComponent={PolarisLink}>
      {children}
    </AppProvider>
  )
}
