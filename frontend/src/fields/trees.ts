import { useQuery } from '@tanstack/react-query';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { china, type Choice } from './divisions';

/** A choice of a tree, with those below it. */
export interface Branch {
  value: string;
  label: string;
  children?: Branch[];
}

export interface ChoiceTree {
  roots: Branch[];
  /** What the choices along a way are called, from the top. */
  names: (path: readonly string[]) => string[];
  /** The way from the top to a choice, itself last. */
  wayTo: (key: string) => string[];
}

function grown(choices: Choice[]): ChoiceTree {
  const branches = new Map(choices.map(({ key, label }) => [key, { value: key, label } as Branch]));
  const roots: Branch[] = [];
  for (const { key, parent } of choices) {
    const branch = branches.get(key) as Branch;
    const above = branches.get(parent);
    if (above) (above.children ??= []).push(branch);
    else if (parent === '') roots.push(branch);
  }
  const above = new Map(choices.map(({ key, parent }) => [key, parent]));
  const wayTo = (key: string): string[] => (above.has(key) ? [...wayTo(above.get(key) ?? ''), key] : []);
  return { roots, names: (path) => path.map((key) => branches.get(key)?.label ?? key), wayTo };
}

let grownChina: Promise<ChoiceTree> | null = null;

/** The tree of a field's choices: its own, or those of the list that comes with the product; null while on its way. */
export function useTree(field: FieldDescription, source: unknown = field.settings.source): ChoiceTree | null {
  const text = useText();
  const { data } = useQuery({
    queryKey: ['choice-tree', 'china'],
    enabled: source === 'china',
    staleTime: Infinity,
    gcTime: Infinity,
    // Grown once for all cells that show it.
    queryFn: () => (grownChina ??= china().then(grown)),
    structuralSharing: false,
  });
  if (source === 'china') return data ?? null;
  return grown(
    field.options.map(({ key, label, parent }) => ({ key, label: text(label) || key, parent: parent ?? '' })),
  );
}
