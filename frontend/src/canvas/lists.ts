/** Move one item of a list in place; positions outside it are pulled to its ends. */
export function move<Item>(list: Item[], from: number, to: number): void {
  if (from < 0 || from >= list.length) return;
  const [item] = list.splice(from, 1);
  if (item !== undefined) list.splice(Math.max(0, Math.min(to, list.length)), 0, item);
}

/** The same object with its members in another order; members not named keep their places at the end. */
export function ordered<Value>(
  object: Record<string, Value>,
  keys: readonly string[],
): Record<string, Value> {
  const result: Record<string, Value> = {};
  for (const key of keys) if (key in object) result[key] = object[key] as Value;
  for (const key of Object.keys(object)) if (!(key in result)) result[key] = object[key] as Value;
  return result;
}

/** Set a member, or take it away when the value says nothing: documents hold no empty members. */
export function assign<Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  value: Target[Key] | undefined,
): void {
  const empty =
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' && !Array.isArray(value) && Object.keys(value as object).length === 0);
  if (empty) delete target[key];
  else target[key] = value as Target[Key];
}
