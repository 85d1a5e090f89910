/** What the page of sources answers: which of its forms, and what a tested endpoint said. */
import type { EndpointTest } from '#app/tools/tracking/sources/service.server.ts'
import type { ActionAnswer } from './action-answer.ts'

export type SourceAnswer = ActionAnswer & { intent: string; test: EndpointTest | null }
