/**
 * What may import what, as dependency-cruiser rules. The table in docs/architecture.md says why.
 * `path` and `pathNot` are regular expressions over paths from the project's root.
 */
import type { IForbiddenRuleType } from 'dependency-cruiser'

const TRUNK = '^app/(kernel|db|net|shopify|jobs|mirror|mail|sync|facts|sheets|ui)/'
/** Plain types are everybody's: importing a type of a lower room's pure file is not a dependency on its behaviour. */
const NODE_MODULES_OF_PURE =
  '^(zod|csv-parse|fast-xml-parser|simple-statistics|@date-fns/tz|astronomy-engine|@graphql-typed-document-node/core|graphql)'

export const rules: IForbiddenRuleType[] = [
  {
    name: 'pure-stays-pure',
    severity: 'error',
    from: { path: '^app/(kernel|jobs|mirror|mail|sync|facts|sheets|tools)/', pathNot: '\\.server\\.ts$' },
    to: { path: '\\.server\\.ts$' },
  },
  {
    name: 'pure-has-no-node',
    severity: 'error',
    from: { path: '^app/(kernel|jobs|mirror|mail|sync|facts|sheets|tools)/', pathNot: '\\.server\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'pure-uses-few-packages',
    severity: 'error',
    from: { path: '^app/(kernel|jobs|mirror|mail|sync|facts|sheets|tools)/', pathNot: '\\.server\\.ts$' },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg'], pathNot: `node_modules/${NODE_MODULES_OF_PURE.slice(1)}` },
  },
  {
    name: 'kernel-knows-only-itself',
    severity: 'error',
    from: { path: '^app/kernel/' },
    to: { path: '^app/', pathNot: '^app/kernel/' },
  },
  { name: 'trunk-knows-no-tools', severity: 'error', from: { path: TRUNK }, to: { path: '^app/(tools|routes)/' } },
  {
    name: 'net-knows-only-kernel',
    severity: 'error',
    from: { path: '^app/net/' },
    to: { path: '^app/', pathNot: '^app/(net|kernel)/|^app/env\\.server\\.ts$' },
  },
  {
    name: 'lower-trunk-is-lower',
    severity: 'error',
    from: { path: '^app/(kernel|db|net|shopify|jobs|mirror|mail)/' },
    to: { path: '^app/(sync|facts|sheets|ui)/' },
  },
  {
    name: 'shopify-knows-kernel-and-db',
    severity: 'error',
    from: { path: '^app/shopify/' },
    to: { path: '^app/(jobs|mirror)/', pathNot: '^app/mirror/types\\.ts$' },
  },
  {
    name: 'jobs-have-no-business-word',
    severity: 'error',
    from: { path: '^app/jobs/' },
    to: { path: '^app/(shopify|mirror|sync|facts|tools)/' },
  },
  {
    name: 'mirror-does-not-call-shopify',
    severity: 'error',
    from: { path: '^app/mirror/' },
    to: { path: '^app/(shopify|jobs)/' },
  },
  {
    name: 'sheets-know-only-kernel',
    severity: 'error',
    from: { path: '^app/sheets/' },
    to: { path: '^app/', pathNot: '^app/(sheets|kernel)/' },
  },
  { name: 'sync-calls-no-facts', severity: 'error', from: { path: '^app/sync/' }, to: { path: '^app/facts/' } },
  {
    name: 'facts-follow-the-mirror',
    severity: 'error',
    from: { path: '^app/facts/' },
    to: { path: '^app/(sync|shopify)/|^app/jobs/(queue|runner)' },
  },
  {
    name: 'tools-are-strangers',
    severity: 'error',
    from: { path: '^app/tools/([^/]+)/' },
    to: { path: '^app/tools/', pathNot: '^app/tools/$1/' },
  },
  {
    name: 'tools-stay-above-sync',
    severity: 'error',
    from: { path: '^app/tools/' },
    to: { path: '^app/(sync|routes|ui)/' },
  },
  {
    name: 'routes-enter-by-the-door',
    severity: 'error',
    from: { path: '^app/routes/' },
    to: {
      path: '^app/(db|jobs)/|^app/(sync|mail|tools)/.*\\.server\\.ts$|^app/shopify/(client|bulk|bulk-file|secrets)|^app/mirror/(upsert|changes)',
      pathNot: '^app/(sync|mail|tools/[^/]+|tools/[^/]+/[^/]+)/service\\.server\\.ts$',
    },
  },
  {
    name: 'tables-have-owners',
    severity: 'error',
    from: {
      path: '^app/',
      pathNot:
        '^app/(db|jobs|mirror|mail|sync|facts|shopify)/|^app/tools/.*/(store|service)\\.server\\.ts$|^app/(worker|process|main|health|metrics)\\.server\\.ts$|^app/entry\\.server\\.tsx$',
    },
    to: { path: '^app/db/' },
  },
  {
    name: 'one-mouth-to-shopify',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/shopify/|^app/routes/_shared/page-boundary\\.tsx$' },
    to: {
      path: 'node_modules/(graphql-request|@shopify/shopify-)',
      pathNot: 'node_modules/@shopify/shopify-app-remix/dist/(esm|cjs|ts)/react',
    },
  },
  {
    name: 'one-mouth-to-mail-servers',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/mail/' },
    to: { path: 'node_modules/nodemailer|^app/mail/(smtp|message|account)\\.server\\.ts$' },
  },
  {
    name: 'react-side-of-shopify-only-in-routes',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/(routes|shopify)/|^app/(root|entry\\.(server|client))\\.tsx$' },
    to: { path: 'node_modules/@shopify/shopify-app-remix/' },
  },
  {
    name: 'one-hand-on-the-mirror',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/(sync|mirror)/' },
    to: { path: '^app/mirror/(upsert|merge|stage|shop-writes)' },
  },
  {
    name: 'remix-at-the-edge',
    severity: 'error',
    from: {
      path: '^app/',
      pathNot:
        '^app/(routes|shopify|ui|i18n)/|^app/(root|entry\\.server|entry\\.client)\\.tsx$|^app/routes\\.ts$|^app/(process|machine-door|main)\\.server\\.ts$',
    },
    to: { path: 'node_modules/@remix-run/' },
  },
  {
    name: 'one-reader-of-the-clockwork',
    severity: 'error',
    from: { path: '^app/ui/' },
    to: { path: '\\.server\\.ts$' },
  },
  { name: 'app-knows-no-tests', severity: 'error', from: { path: '^app/' }, to: { path: '^test/' } },
  {
    name: 'dev-store-knows-no-app',
    severity: 'error',
    from: { path: '^test/devstore/', pathNot: '^test/devstore/demo' },
    to: { path: '^app/' },
  },
  { name: 'no-cycles', severity: 'error', from: { path: '^app/' }, to: { circular: true } },
]
