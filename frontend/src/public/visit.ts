/** What the page of a public form asks the server. */
import type { Language, PublicFormDescription, PublicLook } from './types';

export const query = new URLSearchParams(window.location.search);

export type Shut = 'not_yet' | 'over' | 'full' | 'answered';
/** A form that is outside its time or full says so, and from or until when. */
export interface Refusal {
  state?: Shut | 'locked' | 'unproven';
  opens_at?: string;
  closes_at?: string;
}
/** A form that was sent too quickly, or from a page open for long, is sent again with this start after some seconds. */
export interface Problem extends Refusal {
  start?: string;
  retry_after?: number;
  errors?: { pointer: string; message: string }[];
  detail?: string;
}

/** What this browser calls itself to forms that take one answer each; nothing else is known of it. */
function visitor(): string {
  try {
    const kept = localStorage.getItem('dougong.visitor');
    if (kept) return kept;
    const made = randomKey();
    localStorage.setItem('dougong.visitor', made);
    return made;
  } catch {
    return ''; // A browser that keeps nothing.
  }
}

export const randomKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** One visit to a form: it remembers the pass that a password gave, and speaks the visitor's language. */
export class Visit {
  private readonly address: string;
  private pass = '';

  constructor(
    token: string,
    private readonly language: () => Language,
  ) {
    this.address = `/api/v1/public/forms/${encodeURIComponent(token)}`;
  }

  private ask(path: string, options: RequestInit = {}, json?: unknown): Promise<Response> {
    return fetch(`${this.address}${path}`, {
      ...options,
      ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
      headers: {
        'accept-language': this.language(),
        'x-form-pass': this.pass,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
    });
  }

  /** The form's description, or why there is none. */
  async load(): Promise<{ form: PublicFormDescription } | { refused: Refusal; failed: boolean }> {
    const response = await this.ask('', { headers: { 'x-form-visitor': visitor() } });
    if (response.ok) return { form: (await response.json()) as PublicFormDescription };
    const refused = response.status === 409 ? ((await response.json()) as Refusal) : {};
    return { refused, failed: response.status >= 500 };
  }

  /** Tries a password: the form is open then, or it says why not. */
  async unlock(password: string): Promise<'open' | 'wrong' | 'often'> {
    const response = await this.ask('/open', {}, { password });
    if (response.status === 429) return 'often';
    if (!response.ok) return 'wrong';
    this.pass = ((await response.json()) as { pass: string }).pass;
    return 'open';
  }

  /** What the form looks like for some answers; null when the server does not say. */
  async look(
    asked: { values: Record<string, unknown>; picked?: string; search?: { field: string; text: string } },
    source: readonly string[],
    signal?: AbortSignal,
  ): Promise<PublicLook | null> {
    try {
      const response = await this.ask('/look', { signal }, { ...asked, source: cameFrom(source) });
      return response.ok ? ((await response.json()) as PublicLook) : null;
    } catch {
      return null;
    }
  }

  /** Sends a file and gives its id. */
  async upload(file: File): Promise<string> {
    const body = new FormData();
    body.append('file', file);
    const response = await this.ask('/files', { method: 'POST', body });
    if (!response.ok) throw new Error('not kept');
    return ((await response.json()) as { id: string }).id;
  }

  /** The solution of a puzzle, for a form that asks for one. */
  async proof(): Promise<string> {
    const response = await this.ask('/challenge');
    if (!response.ok) throw new Error('no puzzle');
    const { solve } = await import('./proof');
    return (await solve((await response.json()) as Parameters<typeof solve>[0])) ?? '';
  }

  /** Sends an answer; the same key sent twice is one answer. */
  send(answer: Record<string, unknown>, source: readonly string[], key: string): Promise<Response> {
    return this.ask(
      '',
      { headers: { 'idempotency-key': key } },
      { ...answer, visitor: visitor(), pass: this.pass, source: cameFrom(source) },
    );
  }
}

const cameFrom = (source: readonly string[]) =>
  Object.fromEntries([...query].filter(([key]) => source.includes(key)));
