/** An RFC 9457 problem as the server sends it. */
export interface FieldProblem {
  pointer: string;
  code: string;
  message: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: FieldProblem[];
  request_id?: string;
  current?: unknown;
  tests?: unknown;
}

/** A refused request: status 0 means the server could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly requestId: string | undefined;
  /** The record as it stands now, with a 412. */
  readonly current: unknown;
  /** What came of the tests for which a publishing was refused. */
  readonly tests: unknown;

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.type = body.type ?? 'about:blank';
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.errors = body.errors ?? [];
    this.requestId = body.request_id;
    this.current = body.current;
    this.tests = body.tests;
  }

  /** Messages by the first segment of their pointer, e.g. {amount: ["must be at least 0"]}. */
  byField(): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const error of this.errors) {
      const key = error.pointer.replace(/^\/(values\/)?/, '').split('/')[0] ?? '';
      (found[key] ??= []).push(error.message);
    }
    return found;
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem;
}
