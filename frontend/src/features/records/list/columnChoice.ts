import { useCallback, useEffect, useState } from 'react';

export interface ColumnChoice {
  keys: string[];
  widths: Record<string, number>;
}

function read(name: string): Partial<ColumnChoice> {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<ColumnChoice>;
  } catch {
    return {};
  }
}

/** Columns and their widths as this person arranged them in this browser, for each view. */
export function useColumnChoice(
  app: string,
  entity: string,
  view: string,
  usual: string[],
  usualWidths: Record<string, number> = {},
) {
  const name = `dougong.columns.${app}.${entity}.${view}`;
  const [own, setOwn] = useState<Partial<ColumnChoice>>(() => read(name));
  useEffect(() => setOwn(read(name)), [name]);
  const change = useCallback(
    (part: Partial<ColumnChoice>) =>
      setOwn((before) => {
        const next = { ...before, ...part };
        localStorage.setItem(name, JSON.stringify(next));
        return next;
      }),
    [name],
  );
  const reset = useCallback(() => {
    localStorage.removeItem(name);
    setOwn({});
  }, [name]);
  return {
    keys: own.keys ?? usual,
    widths: own.widths ?? usualWidths,
    changed: own.keys !== undefined,
    change,
    reset,
  };
}
