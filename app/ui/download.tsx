/**
 * A file of the app, saved by the browser. A plain link would arrive without the session token; App Bridge adds it to fetch.
 * In: the file's address. Invariant: a file that could not be made is said, and can be asked for again.
 */
import { Button } from '@shopify/polaris'
import { useState } from 'react'
import { useToast } from './admin-bridge.ts'

interface DownloadButtonProps {
  url: string
  label: string
  /** for screen readers, where the label is short */
  accessibilityLabel?: string
  /** said when it fails */
  failed: string
  /** what is asked for, where the address alone does not say it */
  form?: () => FormData
  disabled?: boolean
}

export function DownloadButton({
  url,
  label,
  accessibilityLabel,
  failed,
  form,
  disabled = false,
}: DownloadButtonProps) {
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const response = await (form ? fetch(url, { method: 'POST', body: form() }) : fetch(url))
      if (!response.ok) throw new Error(`status ${response.status}`)
      const file = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = file
      link.download = fileName(response.headers.get('content-disposition'))
      link.click()
      URL.revokeObjectURL(file)
    } catch {
      toast(failed)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      loading={busy}
      disabled={disabled}
      onClick={() => void download()}
      {...(accessibilityLabel ? { accessibilityLabel } : {})}
    >
      {label}
    </Button>
  )
}

/** RFC 6266: the name in any language comes first, the one in ASCII stands in. */
function fileName(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'export'
}
