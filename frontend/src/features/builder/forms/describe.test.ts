import { describe, expect, it } from 'vitest';
import type { EntityDocument, RoleDocument } from '../draft/documents';
import { describeEntity, seenBy } from './describe';

const name = { type: 'string', 'x-dougong': { id: 'n1', type: 'text', label: { en: 'Name' } } };
const entity = { key: 'note', id: 'e1', schema: { properties: { name } } } as unknown as EntityDocument;

describe('what a preview knows of an entity', () => {
  it('has the fields of the system beside its own; owner and department can be given', () => {
    const fields = new Map(describeEntity(entity, 'CNY').fields.map((field) => [field.key, field]));
    expect(fields.get('owner')).toMatchObject({ type: 'member', system: true, writable: true });
    expect(fields.get('department')).toMatchObject({ type: 'department', writable: true });
    expect(fields.get('created_at')).toMatchObject({ type: 'datetime', writable: false });
    expect(fields.get('name')).toMatchObject({ type: 'text', system: false });
  });

  it('shows them to every role, and to be changed where it may write them', () => {
    const grant = { entity: 'note', actions: ['see'], fields: { read: ['name'], write: ['name'] } };
    const role = { grants: [grant] } as unknown as RoleDocument;
    const fields = new Map(seenBy(describeEntity(entity, 'CNY'), role).fields.map((one) => [one.key, one]));
    expect(fields.get('owner')).toMatchObject({ writable: false });
    expect(fields.get('name')).toMatchObject({ writable: true });
  });
});
