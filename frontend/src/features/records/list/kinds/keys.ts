/** The kinds of lists by their keys; each is one file, with its line in registry.ts. */
export const kindKeys = ['table', 'kanban', 'calendar', 'gantt', 'gallery', 'tree', 'map', 'rows'] as const;

export type KindKey = (typeof kindKeys)[number];
