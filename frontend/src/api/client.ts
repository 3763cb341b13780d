import { Problem } from './problem';
import type { StoredFile } from './types';

export const API_ROOT = '/api/v1';

export type QueryValue = string | number | boolean | null | undefined | readonly string[];

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  /** Version the change is based on; sent as a strong entity tag. */
  ifMatch?: number | string;
  /** Create only: refused when something is there. */
  ifNoneMatch?: '*';
  /** The same key never does the same thing twice. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** The request outlives the page that sends it; the browser allows 64 KiB. */
  keepalive?: boolean;
  /** Signing in itself: that it is refused says nothing about a session. */
  signingIn?: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type SignInAgain = () => Promise<boolean>;

let askToSignIn: SignInAgain | null = null;

/**
 * Say how the person signs in again where he stands; what was asked of the server meanwhile waits for the answer:
 * true, and it is asked again, false, and it fails as it did.
 */
export function whenSignedOut(ask: SignInAgain): () => void {
  askToSignIn = ask;
  return () => {
    if (askToSignIn === ask) askToSignIn = null;
  };
}

let language = 'en';
export function setRequestLanguage(next: string): void {
  language = next;
}

export function apiUrl(path: string, query?: Record<string, QueryValue>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '') continue;
    search.set(key, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return `${API_ROOT}${path}${text ? `?${text}` : ''}`;
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return new Problem(response.status, await response.json());
  } catch {
    return new Problem(response.status, { title: response.statusText });
  }
}

/** Send one request and return its JSON body (undefined for 204); throws Problem. */
export async function request<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: RequestOptions = {},
): Promise<T> {
  const headers: Record<string, string> = {
    accept: 'application/json, application/problem+json',
    'accept-language': language,
  };
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  if (options.ifNoneMatch) headers['if-none-match'] = options.ifNoneMatch;
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;

  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: options.signal,
      keepalive: options.keepalive,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, { title: 'network' });
  }
  if (!response.ok) {
    const problem = await readProblem(response);
    const again = problem.status === 401 && !options.signingIn && !options.signal?.aborted && askToSignIn;
    if (again && (await again())) return request<T>(method, path, body, options);
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => request<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('PATCH', path, body, options),
  delete: <T = void>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('DELETE', path, body, options),
};

/** A fresh key for Idempotency-Key; keep it across retries of the same intention. */
export function newIdempotencyKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  // Pages served over plain HTTP have no randomUUID.
  const bytes = Array.from((crypto as Crypto).getRandomValues(new Uint8Array(16)));
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function uploadFile(file: File, signal?: AbortSignal): Promise<StoredFile> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.post<StoredFile>('/files', form, { signal });
}
