import { describe, expect, it } from 'vitest';
import { besides } from './besides';
import type { ForeseenStop, Stop } from './besides';

const stop = (node: string, ...branches: [string, string][]): ForeseenStop => ({
  node,
  name: { en: node },
  people: [],
  incident: null,
  instead: false,
  picked_later: false,
  waits: null,
  until: null,
  branches: branches.map(([split, way]) => ({ split, way })),
});

const keys = (stops: Stop[]): unknown[] =>
  stops.map((one) => ('item' in one ? one.item.node : one.ways.map(keys)));

describe('besides', () => {
  it('keeps steps that follow each other', () => {
    expect(keys(besides([stop('a'), stop('b')]))).toEqual(['a', 'b']);
  });
  it('brings branches together where the first of them begins', () => {
    const items = [stop('a'), stop('x', ['s', '1']), stop('y', ['s', '2']), stop('z', ['s', '1']), stop('b')];
    expect(keys(besides(items))).toEqual(['a', [['x', 'z'], ['y']], 'b']);
  });
  it('takes a branch that is alone as a part of the way', () => {
    expect(keys(besides([stop('a'), stop('x', ['s', '1']), stop('b')]))).toEqual(['a', 'x', 'b']);
  });
  it('nests splits', () => {
    const items = [
      stop('x', ['s', '1'], ['t', '1']),
      stop('y', ['s', '1'], ['t', '2']),
      stop('z', ['s', '2']),
    ];
    expect(keys(besides(items))).toEqual([[[[['x'], ['y']]], ['z']]]);
  });
});
