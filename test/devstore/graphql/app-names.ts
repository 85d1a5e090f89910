/**
 * Names that belong to the one app that a dev store knows: `$app` and `$app:name`.
 * In: a namespace or a metaobject type as an app or its Liquid writes it. Out: the name as Shopify stores it.
 * Invariant: names without $app stay what they are.
 */

/** The numeric id of the app. */
const APP_ID = '290000000001'

export function ownName(given: string): string {
  return given.startsWith('$app') ? `app--${APP_ID}${given.slice('$app'.length).replace(':', '--')}` : given
}

/** Whether a stored type or namespace is the app's own: nobody else may write it. */
export function isOwnName(stored: string): boolean {
  return stored === `app--${APP_ID}` || stored.startsWith(`app--${APP_ID}--`)
}
