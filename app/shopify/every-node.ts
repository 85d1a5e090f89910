/** Connections of the Admin API, read to their end. In: how a page is read. Out: all nodes in their order. Invariant: no page is asked for twice. */

export interface NodePage<Node> {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
  nodes: readonly Node[]
}

export async function everyNode<Node>(read: (after: string | null) => Promise<NodePage<Node>>): Promise<Node[]>
/** @param read null where the parent has gone: then the whole is null */
export async function everyNode<Node>(
  read: (after: string | null) => Promise<NodePage<Node> | null>,
): Promise<Node[] | null>
export async function everyNode<Node>(
  read: (after: string | null) => Promise<NodePage<Node> | null>,
): Promise<Node[] | null> {
  const nodes: Node[] = []
  let after: string | null = null
  for (;;) {
    const page: NodePage<Node> | null = await read(after)
    if (page === null) return null
    nodes.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) return nodes
    after = page.pageInfo.endCursor ?? null
  }
}
