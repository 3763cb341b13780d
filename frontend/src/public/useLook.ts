import { useCallback, useEffect, useRef, useState } from 'react';
import { answersOf, toValues } from './linkage';
import type { Answers, PublicChoice, PublicFormDescription, PublicLook } from './types';
import type { Visit } from './visit';

/** Milliseconds without a further letter before the server is asked. */
const PAUSE = 350;
const EVERYTHING = { hidden: new Set<string>(), locked: new Set<string>() };

/** The server's look at a form whose rules speak of more than the answers; asked again after every answer. */
export function useLook(
  visit: Visit,
  form: PublicFormDescription | null,
  answers: Answers,
  fill: (filled: Answers) => void,
) {
  const [look, setLook] = useState<PublicLook | null>(null);
  const picked = useRef<string | undefined>(undefined);
  const filling = useRef(fill);
  useEffect(() => {
    filling.current = fill;
  });
  const asks = form?.asks === true;
  useEffect(() => {
    if (!asks) return setLook(null);
    const asking = new AbortController();
    const chosen = picked.current;
    const timer = setTimeout(
      () => {
        const values = toValues(form, answers, EVERYTHING);
        void visit.look({ values, picked: chosen }, form.source, asking.signal).then((told) => {
          if (asking.signal.aborted || !told) return;
          if (picked.current === chosen) picked.current = undefined;
          setLook(told);
          if (Object.keys(told.fill).length > 0) filling.current(answersOf(form, told.fill));
        });
      },
      // What was chosen is answered at once, what is typed when it rests.
      chosen ? 0 : PAUSE,
    );
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [visit, form, asks, answers]);
  const find = useCallback(
    async (field: string, text: string): Promise<readonly PublicChoice[]> => {
      if (!form) return [];
      const values = toValues(form, answers, EVERYTHING);
      const told = await visit.look({ values, search: { field, text } }, form.source);
      const found = told?.choices[field] ?? [];
      // What was found stays known, so that what is taken of it can be shown.
      setLook((before) => before && { ...before, choices: { ...before.choices, [field]: found } });
      return found;
    },
    [visit, form, answers],
  );
  /** Notes in which question a record was just chosen. */
  const pick = (key: string) => (picked.current = key);
  return { look, find, pick };
}
