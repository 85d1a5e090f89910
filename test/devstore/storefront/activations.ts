/**
 * What App Bridge's `shopify.app.extensions()` tells the app about its theme app extension.
 * In: a storefront. Out: one record per extension, with its blocks and where they stand. Shapes: ExtensionInfo of @shopify/app-bridge-types.
 * Invariant: a block is `active` when it stands in the published theme, else `available`.
 */
import { THEME_ID, type Storefront } from './storefront.ts'

interface ThemeExtension {
  handle: string
  type: 'theme_app_extension'
  activations: {
    target: string
    handle: string
    name: string
    status: 'active' | 'available' | 'unavailable'
    activations: { target: string; themeId: string }[]
  }[]
}

export function extensionsOf(storefront: Storefront): ThemeExtension[] {
  const placed = storefront.templates.placed()
  const activations = [...storefront.blocks.values()].map(({ name, schema }) => {
    const places = placed.filter(({ handle }) => handle === name)
    return {
      target: schema?.target ?? 'section',
      handle: name,
      name: schema?.name ?? name,
      status: places.length > 0 ? ('active' as const) : ('available' as const),
      activations: places.map(({ template, section, id }) => ({
        target: `template--${template}/${section}/${id}`,
        themeId: `gid://shopify/OnlineStoreTheme/${THEME_ID}`,
      })),
    }
  })
  return [{ handle: storefront.extensionHandle, type: 'theme_app_extension', activations }]
}
