/** Reading a document's JSON Schema far enough to draw a form of it. */

export interface Schema {
  $ref?: string;
  type?: string;
  title?: string;
  description?: string;
  enum?: string[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: boolean | Schema;
  $defs?: Record<string, Schema>;
  /** What people call it, where a schema brings its own words. */
  'x-label'?: { en?: string; zh?: string };
}

export interface Schemas {
  root: Schema;
  common: Schema;
}

/** How a value is edited; `json` is what no other control can show in full. */
export type Control =
  | 'text'
  | 'expression'
  | 'entity'
  | 'choice'
  | 'many'
  | 'words'
  | 'switch'
  | 'number'
  | 'line'
  | 'names'
  | 'group'
  | 'rows'
  | 'json';

const nameOf = (schema: Schema): string => schema.$ref?.split('/').at(-1) ?? '';

/** The schema that a reference names; what stands beside the reference wins. */
export function resolve(schema: Schema, schemas: Schemas): Schema {
  if (!schema.$ref) return schema;
  const { $ref, ...own } = schema;
  const home = $ref.startsWith('#') ? schemas.root : schemas.common;
  const found = home.$defs?.[nameOf(schema)];
  return found ? { ...resolve(found, schemas), ...own } : own;
}

const BY_NAME: Record<string, Control> = {
  text: 'text',
  expression: 'expression',
  entityKey: 'entity',
  decimal: 'line',
  template: 'line',
  key: 'line',
};

/** Choose the control of a member by what its schema allows. */
export function controlOf(key: string, schema: Schema, schemas: Schemas): Control {
  if (key === 'entity') return 'entity';
  const named = BY_NAME[nameOf(schema)];
  if (named) return named;
  if (schema.anyOf) {
    const kinds = schema.anyOf.map((one) => controlOf(key, one, schemas));
    if (kinds.includes('text')) return 'words';
    return kinds.includes('expression') ? 'expression' : 'json';
  }
  const whole = resolve(schema, schemas);
  if (whole.enum) return 'choice';
  if (whole.type === 'boolean') return 'switch';
  if (whole.type === 'integer' || whole.type === 'number') return 'number';
  if (whole.type === 'string') return 'line';
  if (whole.type === 'array' && whole.items) {
    const item = resolve(whole.items, schemas);
    if (item.enum) return 'many';
    if (item.type === 'string') return 'names';
    if (item.properties) return 'rows';
  }
  if (whole.type === 'object' && whole.properties) return 'group';
  return 'json';
}

/** Members that every document has and that are not edited in the form. */
const APART = new Set(['format', 'id', 'key', 'origin']);

/** The members of a document or a row in the order of its schema. */
export function membersOf(schema: Schema, inRow: boolean): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).filter(([key]) => (inRow ? key !== 'id' : !APART.has(key)));
}
