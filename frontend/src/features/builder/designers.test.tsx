import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, waitFor } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { createMemoryRouter, RouterProvider, useRouteError } from 'react-router';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connector } from '@/api/types';
import { connectKeys, fittingSettings } from './connections/api';
import { connectionWords } from './connections/words';
import { draftKeys } from './draft/api';
import type { DocumentProblem } from './draft/api';
import type { Kind } from './draft/documents';
import { accept, forget, placeId, takeProblems, useDraftStore } from './draft/store';
import { examples } from './test/examples';
import { roomOf } from './shell/places';
import { feature } from './routes';
import { words } from './words';

/** What a draft may lack: the API takes any document that names its key, whatever else is missing in it. */
type Json = string | number | boolean | null | undefined | Json[] | { [member: string]: Json };
interface Lack {
  document: Record<string, Json>;
  at: string;
  what: string;
}

/** A group or list that is more than a text in two languages. */
const holds = (value: Json): value is Json[] | { [member: string]: Json } =>
  typeof value === 'object' && value !== null && !('zh' in value);

/** Deeper than this, things lack only what the list or group lacks in which they are. */
const DEEP = 3;

/** What holds what in a group or list: of things that are built alike, one stands for all. */
function shape(value: Json): string {
  if (!holds(value)) return '';
  if (Array.isArray(value)) return `[${[...new Set(value.map(shape))].sort().join()}]`;
  const members = Object.entries(value).filter(([, member]) => holds(member));
  return `{${members.map(([name, member]) => name + shape(member)).join()}}`;
}

const emptied = (value: Json): Json => (Array.isArray(value) ? [] : {});
/** A list of empty things, or an empty group. */
const hollow = (value: Json): Json =>
  Array.isArray(value) ? value.map((one) => (holds(one) ? emptied(one) : one)) : emptied(value);

/** The document with one thing of each shape that lacks what it holds, or holds only empty things. */
function* lacking(whole: Record<string, Json>): Generator<Lack> {
  const seen = new Set<string>();
  function* walk(value: Json, path: string[]): Generator<Lack> {
    if (!holds(value) || path.length > DEEP || seen.has(shape(value))) return;
    seen.add(shape(value));
    const at = path.map((name) => `/${name}`).join('');
    const changed = (what: string, recipe: (member: Json) => Json): Lack => {
      const document = structuredClone(whole);
      let part = document;
      for (const name of path) part = part[name] as Record<string, Json>;
      for (const [name, member] of Object.entries(part)) {
        const left = recipe(member);
        if (at || name !== 'key') part[name] = left;
        if (part[name] === undefined) Reflect.deleteProperty(part, name);
      }
      return { document, at, what: `${what} ${at}` };
    };
    // What only names a kind of thing lacks nothing itself.
    if (!Array.isArray(value) && Object.keys(value).length > 1 && Object.values(value).some(holds)) {
      yield changed('what is held by', (member) => (holds(member) ? undefined : member));
      if (path.length < 2)
        yield changed('what is in the things of', (member) => (holds(member) ? hollow(member) : member));
    }
    if (!at) yield changed('all but empty things', (member) => (holds(member) ? emptied(member) : undefined));
    for (const [name, member] of Object.entries(value)) yield* walk(member, [...path, name]);
  }
  yield* walk(whole, []);
}

const APP = 'demo';
const FAULT: DocumentProblem = {
  code: 'type',
  pointer: '',
  message: 'This must be a list.',
  severity: 'error',
};
const routes = feature.routes?.[0]?.children ?? [];
const kinds = Object.keys(examples) as Kind[];

let fault: unknown;
let caught: unknown;
function Fault() {
  fault = useRouteError();
  return <p>fault</p>;
}

function clientOf() {
  const made = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  });
  made.setQueryData(draftKeys.list(APP), {
    revision: 1,
    changed: 0,
    documents: kinds.flatMap((kind) =>
      (examples[kind] ?? []).map(({ id, key, name }) => ({ kind, id, key, name, version: 1, problems: 0 })),
    ),
  });
  made.setQueryData(draftKeys.check(APP), { problems: [] });
  made.setQueryData(connectKeys.connectors, { items: [] });
  made.setQueryData(connectKeys.connections(APP), { items: [] });
  for (const name of [...kinds, 'common'])
    made.setQueryData(['schema', name], JSON.parse(readFileSync(`../docs/schemas/${name}.json`, 'utf8')));
  return made;
}

const client = clientOf();
const take = (kind: Kind, document: Record<string, Json>) =>
  accept(APP, kind, String(document.key), { document, version: 1 } as never);

beforeAll(async () => {
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  vi.spyOn(console, 'error').mockImplementation((...said: unknown[]) => {
    caught = said.find((one) => one instanceof Error);
  });
  // Once, so that what is measured below is the drawing.
  await Promise.all(routes.map((route) => (route.lazy as undefined | (() => Promise<unknown>))?.()));
}, 60_000);
afterAll(() => vi.unstubAllGlobals());

/** Draw a page and return all that it says. */
async function draw(address: string): Promise<string> {
  fault = undefined;
  const router = createMemoryRouter(
    [{ path: '/apps/:app/build', ErrorBoundary: Fault, HydrateFallback: () => null, children: routes }],
    { initialEntries: [address] },
  );
  await act(async () => {
    render(
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>,
    );
    await Promise.resolve();
  });
  await waitFor(() => expect(fault !== undefined || document.querySelector('header') !== null).toBe(true));
  // The element that the address names is selected by an effect.
  await act(() => new Promise((done) => setTimeout(done)));
  const inputs = Array.from(document.querySelectorAll<HTMLInputElement>('input, textarea, select'));
  const said = [document.body.textContent, ...inputs.map((input) => input.value)].join(' ');
  cleanup();
  return said;
}

/** What is wrong with a page: it could not be drawn, or says what no person would. */
async function wrongWith(address: string): Promise<string[]> {
  const said = await draw(address);
  if (said.includes(words.say('undrawn'))) fault ??= caught;
  if (fault !== undefined) return [String(fault)];
  return /.{0,20}(\bundefined\b|\bnull\b|\bNaN\b|\[object).{0,20}/.exec(said)?.slice(0, 1) ?? [];
}

/** All documents as the server sends them, this one lacking something. */
function open(kind: Kind, document: Record<string, Json>): void {
  forget(() => true);
  for (const other of kinds)
    for (const one of (examples[other] ?? []) as Record<string, Json>[])
      take(other, other === kind && one.key === document.key ? document : one);
}

describe.each(kinds)('a %s that lacks something', (kind) => {
  it.each((examples[kind] ?? []) as Record<string, Json>[])(
    'is drawn: $key',
    async (whole) => {
      const key = String(whole.key);
      const faults: string[] = [];
      for (const { document, at, what } of [
        { document: whole, at: '', what: 'nothing' },
        ...lacking(whole),
      ]) {
        open(kind, document);
        const kept = useDraftStore.getState().open[placeId(APP, kind, key)]?.editing.document;
        expect(kept).toMatchObject(document);
        for (const wrong of await wrongWith(roomOf(APP, kind, key, at || undefined) ?? ''))
          faults.push(`${key} lacks ${what}: ${wrong}`);
      }
      expect(faults).toEqual([]);
    },
    60_000,
  );
});

it('says what is wrong with documents that hold something of another kind', async () => {
  for (const [kind, member] of [
    ['flow', 'nodes'],
    ['table', 'rows'],
    ['dashboard', 'widgets'],
  ] as const) {
    const [whole] = examples[kind] as Record<string, Json>[];
    const key = String(whole?.key);
    takeProblems(APP, [{ ...FAULT, file: `${kind}s/${key}.json`, pointer: `/${member}` }]);
    open(kind, { ...whole, [member]: 'none' } as Record<string, Json>);
    const said = await draw(roomOf(APP, kind, key) ?? '');
    expect(said).toContain(words.say('undrawn'));
    expect(said).toContain(FAULT.message);
    const kept = useDraftStore.getState().open[placeId(APP, kind, key)]?.editing.document;
    expect(kept).toMatchObject({ ...whole, [member]: 'none' });
  }
  takeProblems(APP, []);
});

it('offers another connector to a connection whose own is not there', async () => {
  const [whole] = examples.connection as Record<string, Json>[];
  const key = String(whole?.key);
  const smtp = { name: 'smtp', label: { en: 'Mail', zh: '邮件' }, actions: [{}], settings_schema: {} };
  client.setQueryData(connectKeys.connectors, { items: [smtp] });
  open('connection', { ...whole, connector: 'gone' });
  expect(await draw(roomOf(APP, 'connection', key) ?? '')).toContain(connectionWords.say('connector'));
  open('connection', { ...whole, connector: 'smtp' });
  expect(await draw(roomOf(APP, 'connection', key) ?? '')).not.toContain(connectionWords.say('connector'));
  client.setQueryData(connectKeys.connectors, { items: [] });
});

it('keeps the settings that another connector asks for too', () => {
  const asks = { settings_schema: { properties: { url: {} } } } as unknown as Connector;
  expect(fittingSettings({ url: 'https://a.example', port: 25 }, asks)).toEqual({ url: 'https://a.example' });
});

it('lists documents that say no more than their key', async () => {
  forget(() => true);
  for (const kind of kinds) for (const one of examples[kind] ?? []) take(kind, { key: one.key as string });
  const faults: string[] = [];
  for (const { path } of routes) {
    if (!path || path.includes(':')) continue;
    for (const wrong of await wrongWith(`/apps/${APP}/build/${path}`)) faults.push(`${path}: ${wrong}`);
  }
  expect(faults).toEqual([]);
}, 60_000);
