/** What goes back over the wire: JSON, as everything on the platform. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ErrorAnswer extends HttpAnswer {
  readonly body: { readonly errors: readonly [{ readonly msg: string; readonly code: number }] };
}

/** The platform's shape of an error. */
export function errorAnswer(
  status: number,
  msg: string,
  code: number = status,
  headers?: HttpAnswer["headers"],
): ErrorAnswer {
  return { status, body: { errors: [{ msg, code }] }, ...(headers && { headers }) };
}
