import { describe, expect, it } from 'vitest';
import type { RoleDocument } from '../draft/documents';
import {
  applyPreset,
  fieldRight,
  fieldSets,
  hasElement,
  mayDo,
  nameField,
  renameField,
  rowsPreset,
  setAction,
  setElement,
  setFieldRight,
} from './grants';

const role = (): RoleDocument => ({ format: 1, id: 'r', key: 'rep', name: { en: 'Rep' }, grants: [] });

describe('grants', () => {
  it('gives seeing with every other action and takes all away with seeing', () => {
    const made = role();
    setAction(made, 'lead', 'change', true);
    expect(made.grants[0]?.actions).toEqual(['see', 'change']);
    setAction(made, 'lead', 'see', false);
    expect(made.grants).toEqual([]);
  });

  it('knows the row presets it writes', () => {
    const made = role();
    applyPreset(made, 'lead', 'team');
    expect(rowsPreset(made.grants[0]?.rows)).toBe('people');
    applyPreset(made, 'lead', 'own');
    expect(rowsPreset(made.grants[0]?.rows)).toBe('own');
    expect(rowsPreset('region = "East"')).toBe('formula');
    expect(mayDo(made, 'lead', 'delete')).toBe(false);
  });

  it('writes a list only when not every field is meant, and no writing without reading', () => {
    const made = role();
    applyPreset(made, 'lead', 'own');
    const grant = made.grants[0]!;
    setFieldRight(grant, ['name', 'score'], 'score', 'read', false);
    expect(fieldSets(grant)).toEqual({ read: ['name'], write: ['name'] });
    setFieldRight(grant, ['name', 'score'], 'score', 'write', true);
    expect(fieldSets(grant)).toEqual({ read: '*', write: '*' });
  });

  it('names one field in the grants that list theirs, and leaves those of every field alone', () => {
    const made = role();
    const fields = { read: ['name', 'owner'], write: ['name'] };
    made.grants = [
      { id: 'a', entity: 'lead', actions: ['see', 'change'], fields: structuredClone(fields) },
      { id: 'b', entity: 'lead', actions: ['see'], fields: { read: ['name'] } },
    ];
    expect(fieldRight(made, 'lead', 'wechat', 'write')).toBe('unnamed');
    nameField(made, 'lead', 'wechat', 'write', true);
    expect(made.grants[0]?.fields).toEqual({ read: ['name', 'owner', 'wechat'], write: ['name', 'wechat'] });
    expect(made.grants[1]?.fields).toEqual({ read: ['name'] });
    expect(fieldRight(made, 'lead', 'wechat', 'write')).toBe('named');
    renameField(made, 'lead', 'wechat', 'weixin');
    expect(made.grants[0]?.fields?.write).toEqual(['name', 'weixin']);
    nameField(made, 'lead', 'weixin', 'read', false);
    expect(made.grants[0]?.fields).toEqual(fields);

    made.grants.push({ id: 'c', entity: 'lead', actions: ['see', 'create'] });
    expect(fieldRight(made, 'lead', 'wechat', 'write')).toBe('every');
    expect(fieldRight(made, 'account', 'name', 'read')).toBe('none');
  });

  it('opens one public form for handing out, and leaves a flow of the same key alone', () => {
    const made = role();
    setElement(made, 'flow', 'lead_web', 'start', true);
    setElement(made, 'form', 'lead_web', 'share', true);
    expect(made.grants[1]).toEqual({ id: made.grants[1]?.id, form: 'lead_web', actions: ['share'] });
    expect(hasElement(made, 'form', 'lead_web')).toBe(true);
    expect(hasElement(made, 'form', 'other')).toBe(false);
    setElement(made, 'form', 'lead_web', 'share', false);
    expect(made.grants.map((grant) => grant.flow)).toEqual(['lead_web']);
  });
});
