/** Is this process alive? Answers without touching anything else. */
export function loader(): Response {
  return Response.json({ status: 'ok' })
}
