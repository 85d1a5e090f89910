/**
 * Unanswered questions put together by what they ask. In: questions as typed, with ids. Out: groups, the most asked first, each with a representative.
 * Method: star clustering (J. Aslam, E. Pelekhov, D. Rus, "The star clustering algorithm for static and dynamic information organization",
 * J. Graph Algorithms and Applications 8(1), 2004) on the cosine of the matcher's features.
 * Invariant: the order in which questions come changes nothing, and every question is in exactly one group.
 */
import { featuresOf, type Features } from '../matching/features.ts'
import { shopLexicon } from '../matching/lexicon.ts'
import { foldText } from '../matching/normalize.ts'
import { buildSpeller } from '../matching/typos.ts'

export interface AskedQuestion {
  id: string
  text: string
}

export interface QuestionGroup {
  /** the question nearest to most others of the group: what a merchant reads first */
  representative: AskedQuestion
  /** with the representative, in order of id */
  questions: readonly AskedQuestion[]
}

/** The paper's sigma: how alike a question must be to the group's representative. */
const LIKENESS = 0.7

interface Vertex {
  /** the same words typed several times are one vertex */
  questions: AskedQuestion[]
  key: string
  features: Features
  norm: number
}

interface Edge {
  to: number
  likeness: number
}

/** @param questions some thousands at most: work grows with the pairs that share a feature. Ids are unique. */
export function groupQuestions(questions: readonly AskedQuestion[]): QuestionGroup[] {
  const vertices = verticesOf(questions)
  const edges = edgesOf(vertices)
  const degrees = vertices.map(
    (vertex, at) =>
      vertex.questions.length +
      (edges[at] ?? []).reduce((sum, edge) => sum + (vertices[edge.to]?.questions.length ?? 0), 0),
  )
  // Vertices stand in order of their key, so that a tie falls the same way whatever came first.
  const byDegree = vertices.map((_, at) => at).sort((a, b) => (degrees[b] ?? 0) - (degrees[a] ?? 0) || a - b)
  const starOf = new Map<number, number>()
  const centres: number[] = []
  for (const at of byDegree) {
    if (starOf.has(at)) continue
    centres.push(at)
    starOf.set(at, at)
    for (const { to } of edges[at] ?? []) if (!starOf.has(to)) starOf.set(to, at)
  }
  return centres
    .map((centre) => groupOf(centre, vertices, starOf))
    .sort((a, b) => b.questions.length - a.questions.length || compare(a.representative.id, b.representative.id))
}

function verticesOf(questions: readonly AskedQuestion[]): Vertex[] {
  const lexicon = shopLexicon()
  const speller = buildSpeller(lexicon.words)
  const byKey = new Map<string, Vertex>()
  for (const question of questions) {
    const key = foldText(question.text).trim()
    const same = byKey.get(key)
    if (same) {
      same.questions.push(question)
      continue
    }
    const features = featuresOf(question.text, lexicon, speller)
    const norm = Math.sqrt([...features.values()].reduce((sum, weight) => sum + weight ** 2, 0))
    byKey.set(key, { questions: [question], key, features, norm })
  }
  const vertices = [...byKey.values()].sort((a, b) => compare(a.key, b.key))
  for (const vertex of vertices) vertex.questions.sort((a, b) => compare(a.id, b.id))
  return vertices
}

/** For each vertex the others that are alike enough. */
function edgesOf(vertices: readonly Vertex[]): Edge[][] {
  const postings = new Map<string, { at: number; weight: number }[]>()
  const edges: Edge[][] = vertices.map(() => [])
  vertices.forEach((vertex, at) => {
    const dots = new Map<number, number>()
    for (const [feature, weight] of vertex.features) {
      const list = postings.get(feature) ?? []
      postings.set(feature, list)
      for (const other of list) dots.set(other.at, (dots.get(other.at) ?? 0) + weight * other.weight)
      list.push({ at, weight })
    }
    for (const [other, dot] of dots) {
      const likeness = dot / (vertex.norm * (vertices[other]?.norm ?? Infinity))
      if (likeness < LIKENESS) continue
      edges[at]?.push({ to: other, likeness })
      edges[other]?.push({ to: at, likeness })
    }
  })
  for (const list of edges) list.sort((a, b) => b.likeness - a.likeness || a.to - b.to)
  return edges
}

function groupOf(centre: number, vertices: readonly Vertex[], starOf: ReadonlyMap<number, number>): QuestionGroup {
  const questions = vertices
    .flatMap((vertex, at) => (starOf.get(at) === centre ? vertex.questions : []))
    .sort((a, b) => compare(a.id, b.id))
  const representative = vertices[centre]?.questions[0]
  if (!representative) throw new Error('a star without a centre')
  return { representative, questions }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
