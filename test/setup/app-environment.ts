/** The environment of an app that no merchant has installed. In: its database. Out: variables. Invariant: complete; none of it is a secret. */

export function appEnvironment(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: 'test-api-key',
    SHOPIFY_API_SECRET: 'test-api-secret',
    SHOPIFY_APP_URL: 'https://app.example.com',
    TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    LOOKUP_KEY: 'a-lookup-key-that-is-only-for-tests-0000',
    LOG_LEVEL: 'silent',
  }
}
