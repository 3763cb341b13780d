/** Places on the grid of twelve columns; pure. */
export type Place = [number, number, number, number];

export const COLUMNS = 12;

export function within([x, y, width, height]: Place): Place {
  const w = Math.max(1, Math.min(COLUMNS, width));
  return [Math.max(0, Math.min(COLUMNS - w, x)), Math.max(0, y), w, Math.max(1, Math.min(20, height))];
}

const overlap = (a: Place, b: Place) =>
  a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

/** Push down what lies under the widget that was put somewhere, then what lies under that. */
export function settle<Item extends { id: string; at: Place }>(items: Item[], first: string): void {
  const fixed: Item[] = items.filter((item) => item.id === first);
  const others = items
    .filter((item) => item.id !== first)
    .sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
  for (const item of others) {
    for (
      let hit = fixed.find((each) => overlap(each.at, item.at));
      hit;
      hit = fixed.find((each) => overlap(each.at, item.at))
    )
      item.at = [item.at[0], hit.at[1] + hit.at[3], item.at[2], item.at[3]];
    fixed.push(item);
  }
}

/** Row by row, as the eye takes them. */
export function inReadingOrder<Item extends { at: Place }>(items: Item[]): Item[] {
  return [...items].sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
}

/** Where a widget comes that was dropped onto another: into its place from below, behind it from above. */
export function dropped([x, y, width, height]: Place, onto: Place): Place {
  const [left, upper, wide, high] = onto;
  const before = y < upper || (y === upper && x < left);
  if (!before) return [left, upper, width, height];
  const beside = upper === y || left + wide + width <= COLUMNS;
  return beside && left + wide + width <= COLUMNS
    ? [left + wide, upper, width, height]
    : [0, upper + high, width, height];
}

export function below(items: { at: Place }[]): number {
  return items.reduce((lowest, item) => Math.max(lowest, item.at[1] + item.at[3]), 0);
}
