/**
 * The preview right after a release was made or changed. In: the release. Out: the address of its page, which says what refused the preview,
 * if anything did. Invariant: the release is stored already, so a plan that cannot be worked out loses nothing that was typed.
 */
import { HTTP_STATUS, isAppError, type ErrorCode } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { previewRelease } from '#app/tools/pricing/releases/service.server.ts'
import type { ActionAnswer } from './action-answer.ts'

export async function previewedPage(shop: Shop, id: string): Promise<string> {
  const page = `/app/pricing/releases/${id}`
  try {
    await previewRelease(shop, id, new Date().toISOString())
    return page
  } catch (error) {
    if (!isAppError(error)) throw error
    return `${page}?${new URLSearchParams({ refused: error.code, because: error.fields[0]?.code ?? '' }).toString()}`
  }
}

/** What `previewedPage` wrote into the address, as an action would have answered it. */
export function refusedPreview(request: Request): ActionAnswer | null {
  const params = new URL(request.url).searchParams
  const code = params.get('refused')
  if (code === null || !(code in HTTP_STATUS)) return null
  const because = params.get('because') ?? ''
  return {
    ok: false,
    code: code as ErrorCode,
    fields: because === '' ? [] : [{ path: [], message: because, code: because }],
  }
}
