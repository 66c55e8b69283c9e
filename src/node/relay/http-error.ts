/**
 * Why a request is refused, as the body of the answer: problem JSON. `field`, `value` and `allowed` name what was wrong
 * with one value of the request.
 */
export interface Problem {
  /** A sentence. */
  readonly error: string;
  readonly field?: string;
  /** The value as it came, texts cut to 80 characters. */
  readonly value?: unknown;
  /** What is allowed instead. */
  readonly allowed?: string;
  /** Of an unknown path: those that there are. */
  readonly paths?: readonly string[];
}

/** Thrown by a route's handler: the request is answered with this status and problem. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  /** @param status 400..599 */
  constructor(status: number, problem: Problem | string, headers: Readonly<Record<string, string>> = {}) {
    const body = typeof problem === 'string' ? { error: problem } : problem;
    super(body.error);
    this.status = status;
    this.problem = body;
    this.headers = headers;
  }
}

/** The error for one field of a request; the value's text is cut to 80 characters. */
export function invalidRequest(field: string, value: unknown, allowed: string): HttpError {
  const shown = typeof value === 'string' ? value.slice(0, 80) : (JSON.stringify(value)?.slice(0, 80) ?? 'none');
  return new HttpError(400, {
    error: `${field} must be ${allowed}, got ${typeof value === 'string' ? JSON.stringify(shown) : shown}`,
    field,
    ...(value !== undefined && { value: typeof value === 'object' && value !== null ? shown : clipped(value) }),
    allowed,
  });
}

const clipped = (value: unknown): unknown => (typeof value === 'string' ? value.slice(0, 80) : value);
