/** What two builders changed in one document since the version that both began with; pure. */

export interface Difference {
  /** A pointer to the part, and the document in which it stands. */
  pointer: string;
  holder: object;
  mine: boolean;
  theirs: boolean;
}

type Part = { pointer: string; value: unknown };
type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const escape = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1');

/** The parts that people know a document by: fields, items of its lists, and its other members. */
function partsOf(document: object): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const [member, value] of Object.entries(document)) {
    if (member === 'schema' && isMembers(value)) {
      const { properties, ...rest } = value;
      for (const [key, field] of Object.entries(isMembers(properties) ? properties : {})) {
        const own = isMembers(field) && isMembers(field['x-dougong']) ? field['x-dougong'].id : undefined;
        parts.set(`field:${String(own ?? key)}`, {
          pointer: `/schema/properties/${escape(key)}`,
          value: field,
        });
      }
      parts.set('order', { pointer: '/order', value: [rest, Object.keys(properties ?? {})] });
    } else if (Array.isArray(value) && value.every((item) => isMembers(item) && (item.id ?? item.key)))
      value.forEach((item: Members, at) =>
        parts.set(`${member}:${String(item.id ?? item.key)}`, { pointer: `/${member}/${at}`, value: item }),
      );
    else parts.set(member, { pointer: `/${member}`, value });
  }
  return parts;
}

const same = (one: Part | undefined, other: Part | undefined) =>
  JSON.stringify(one?.value) === JSON.stringify(other?.value);

export function differences(base: object, mine: object, theirs: object): Difference[] {
  const [before, ours, others] = [partsOf(base), partsOf(mine), partsOf(theirs)];
  const found: Difference[] = [];
  for (const key of new Set([...before.keys(), ...ours.keys(), ...others.keys()])) {
    const difference = {
      mine: !same(before.get(key), ours.get(key)),
      theirs: !same(before.get(key), others.get(key)),
    };
    if (!difference.mine && !difference.theirs) continue;
    const where: [Map<string, Part>, object][] = [
      [others, theirs],
      [ours, mine],
      [before, base],
    ];
    const [parts, holder] = where.find(([each]) => each.has(key)) ?? [before, base];
    found.push({ pointer: parts.get(key)?.pointer ?? '', holder, ...difference });
  }
  return found;
}
