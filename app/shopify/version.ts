/** The one version of the Admin API: of our requests, of the generated documents, of shopify.app.toml, of the webhooks. */
export const API_VERSION = '2026-10'
