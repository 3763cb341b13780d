import { useEffect, useRef, useSyncExternalStore } from 'react';
import { API_ROOT } from './client';

export interface LiveEvents {
  notice: { count: number };
  /** A `version` when the record changed, `moved` when a request about it went on. */
  record: { app: string; entity: string; id: string; version?: number; moved?: true };
  inbox: { count: number };
  app: { key: string; version: number };
  job: { id: string; state?: string; progress?: { done: number; total: number } };
}
export type LiveEventName = keyof LiveEvents;
type Handler = (payload: never) => void;

const names: LiveEventName[] = ['notice', 'record', 'inbox', 'app', 'job'];
const handlers = new Map<LiveEventName, Set<Handler>>();
const stateListeners = new Set<() => void>();
let source: EventSource | null = null;
let lost = false;

const setLost = (next: boolean) => {
  if (next === lost) return;
  lost = next;
  stateListeners.forEach((listener) => listener());
};

/** Open the one stream of server-sent events; the shell does this once somebody is signed in. */
export function connectLive(): () => void {
  if (source || typeof EventSource === 'undefined') return () => undefined;
  const opened = new EventSource(`${API_ROOT}/events`, { withCredentials: true });
  source = opened;
  let timer: ReturnType<typeof setTimeout> | undefined;
  opened.onopen = () => {
    clearTimeout(timer);
    setLost(false);
  };
  opened.onerror = () => {
    clearTimeout(timer);
    timer = setTimeout(() => setLost(true), 8000);
  };
  for (const name of names) {
    opened.addEventListener(name, (event) => {
      let payload: unknown;
      try {
        payload = JSON.parse((event as MessageEvent<string>).data);
      } catch {
        return;
      }
      handlers.get(name)?.forEach((handler) => handler(payload as never));
    });
  }
  return () => {
    clearTimeout(timer);
    opened.close();
    source = null;
  };
}

/** Call the handler for every event of a name while the component is on the page. */
export function useLive<Name extends LiveEventName>(
  name: Name,
  handler: (payload: LiveEvents[Name]) => void,
): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const call = (payload: LiveEvents[Name]) => latest.current(payload);
    const set = handlers.get(name) ?? new Set<Handler>();
    handlers.set(name, set.add(call as Handler));
    return () => {
      set.delete(call as Handler);
    };
  }, [name]);
}

export function useLiveLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => lost,
  );
}
