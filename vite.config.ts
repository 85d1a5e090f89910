/**
 * Builds the browser's and the server's halves of the pages. In: app/. Out: build/client, build/server/index.js.
 * Invariant: one server bundle serves web and worker, so both run the same code.
 */
import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig, type UserConfig } from 'vite'

// `shopify app dev` announces its tunnel as HOST; the app reads SHOPIFY_APP_URL.
if (process.env['HOST'] && !process.env['SHOPIFY_APP_URL']) {
  process.env['SHOPIFY_APP_URL'] = process.env['HOST']
  delete process.env['HOST']
}

const host = new URL(process.env['SHOPIFY_APP_URL'] || 'http://localhost').hostname

const hmr =
  host === 'localhost'
    ? { protocol: 'ws', host: 'localhost', port: 64999, clientPort: 64999 }
    : { protocol: 'wss', host, port: Number(process.env['FRONTEND_PORT'] || 8002), clientPort: 443 }

export default defineConfig({
  server: {
    port: Number(process.env['PORT'] || 3000),
    allowedHosts: [host],
    cors: { preflightContinue: true },
    hmr,
    fs: { allow: ['app', 'node_modules'] },
  },
  plugins: [
    remix({
      ignoredRouteFiles: ['**/*.server.*', '**/.*'],
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
  ],
  build: { assetsInlineLimit: 0, target: 'es2022' },
  ssr: {
    // Polaris and i18next-shopify publish CommonJS under `main`; bundling takes their ES modules.
    noExternal: [
      '@shopify/polaris',
      '@shopify/polaris-icons',
      '@shopify/i18next-shopify',
      '@shopify/shopify-app-remix',
      '@shopify/app-bridge-react',
    ],
  },
  optimizeDeps: { include: ['@shopify/app-bridge-react', '@shopify/polaris'] },
}) satisfies UserConfig
