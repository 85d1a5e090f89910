/**
 * GraphQL code generation, offline: the committed Admin schema and every .graphql file under app/ in, one file of typed document
 * nodes out. Editors read the same file for completion. Run `npm run codegen` after changing a document.
 * Conventions: operations are named ToolVerbNoun (`SyncListLocations`; `SyncBulkOrders` is sent as a bulk operation), fragments ToolNoun; names are unique.
 */
import type { CodegenConfig } from '@graphql-codegen/cli'

/**
 * The typescript plugin writes out all of Shopify's 1,400 enums and inputs: twelve thousand lines to load at every start.
 * This keeps the types that a document reaches. Blocks are separated by blank lines and begin with what they declare.
 */
function onlyReachable(content: string): string {
  const blocks = content.split(/\n{2,}/)
  const named = new Map<string, string>()
  const reached = new Set<string>()
  const open: string[] = []
  for (const block of blocks) {
    const name = /^export type (\w+) =/.exec(block)?.[1]
    const isSchemaType = name !== undefined && !/(Query|Mutation|Fragment|Variables)$/.test(name)
    if (isSchemaType) named.set(name, block)
    else open.push(block)
  }
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    for (const word of block.match(/\w+/g) ?? []) {
      const used = named.get(word)
      if (used === undefined || reached.has(word)) continue
      reached.add(word)
      open.push(used)
    }
  }
  const kept = blocks.filter((block) => {
    const name = /^export type (\w+) =/.exec(block)?.[1]
    return name === undefined || !named.has(name) || reached.has(name)
  })
  return `// Written by \`npm run codegen\` out of the .graphql files. Do not edit.\n${kept.join('\n\n')}`
}

const config: CodegenConfig = {
  schema: ['test/devstore/schema/admin-2026-10.graphql', 'test/devstore/schema/admin-2026-10.documented.graphql'],
  documents: 'app/**/*.graphql',
  ignoreNoDocuments: true,
  generates: {
    'app/shopify/generated/documents.ts': {
      hooks: { beforeOneFileWrite: (_path, content) => onlyReachable(content) },
      plugins: ['typescript', 'typescript-operations', 'typed-document-node'],
      config: {
        onlyOperationTypes: true,
        useTypeImports: true,
        enumsAsTypes: true,
        skipTypename: true,
        dedupeFragments: true,
        // A selected field is always in the answer; only inputs may be left out.
        avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
        strictScalars: true,
        // What JSON really carries: ids, money and 64-bit counters are strings.
        scalars: {
          ID: 'string',
          ARN: 'string',
          BigInt: 'string',
          Color: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          FormattedString: 'string',
          HTML: 'string',
          JSON: 'unknown',
          Money: 'string',
          StorefrontID: 'string',
          URL: 'string',
          UnsignedInt64: 'string',
          UtcOffset: 'string',
        },
      },
    },
  },
}

export default config
