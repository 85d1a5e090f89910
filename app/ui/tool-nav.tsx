/**
 * The way between the pages of one tool: one row of links under the title, scrolled by itself where there is no room.
 * In: the pages and which one this is. Invariant: they are links (every one by keyboard, each with an address), and the row keeps its height.
 */
import { Link } from '@remix-run/react'
import { useEffect, useRef } from 'react'

export interface ToolNavProps {
  /** what the row is called for those who do not see it */
  label: string
  pages: readonly { url: string; title: string; current: boolean }[]
}

export function ToolNav({ label, pages }: ToolNavProps) {
  const row = useRef<HTMLUListElement>(null)
  const here = pages.find(({ current }) => current)?.url

  // On a phone the page's own link may lie outside the row's window.
  useEffect(() => {
    const list = row.current
    const link = list?.querySelector<HTMLElement>('[aria-current]')
    if (list && link) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2
  }, [here])

  return (
    <nav aria-label={label} className="page-nav">
      <ul ref={row}>
        {pages.map(({ url, title, current }) => (
          <li key={url}>
            <Link to={url} {...(current ? { 'aria-current': 'page' as const } : {})}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
