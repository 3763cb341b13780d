import { useId, useState } from 'react';
import type { Foresight, PersonRef } from '@/api/types';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import css from './flows.module.css';
import { PeoplePicker } from './PeoplePicker';
import { flowWords } from './words';

type Choosable = Foresight['choose'][number];

/** Whom the initiator picks for later steps. */
export function usePicks() {
  const t = flowWords.use();
  const text = useText();
  const [picked, setPicked] = useState<Record<string, PersonRef[]>>({});
  const [missed, setMissed] = useState<string[]>([]);
  const chosen = Object.fromEntries(
    Object.entries(picked)
      .filter(([, people]) => people.length > 0)
      .map(([node, people]) => [node, people.map((person) => person.id)]),
  );
  return {
    picked,
    missed,
    /** The same as the request takes it. */
    chosen,
    pick: (node: string, people: PersonRef[]) => {
      setPicked((before) => ({ ...before, [node]: people }));
      setMissed((before) => before.filter((one) => one !== node));
    },
    /** Say which steps still need somebody, and mark them; nothing when all is there. */
    lacking: (choose: Choosable[]): string => {
      const without = choose.filter((one) => one.required && !chosen[one.node]);
      setMissed(without.map((one) => one.node));
      return without.length > 0
        ? t('lacksPick', { names: listed(without.map((one) => text(one.name) || one.node)) })
        : '';
    },
  };
}

/** The steps for which the initiator picks people. */
export function Picks({ choose, of }: { choose: Choosable[]; of: ReturnType<typeof usePicks> }) {
  const t = flowWords.use();
  const text = useText();
  const id = useId();
  return choose.map((one) => {
    const label = t('pickFor', { name: text(one.name) || one.node });
    return (
      <div key={one.node} className={css.asked}>
        <label htmlFor={`${id}-${one.node}`}>
          {label}
          {one.required && <span className={css.refused}> *</span>}
        </label>
        <PeoplePicker
          id={`${id}-${one.node}`}
          label={label}
          many
          invalid={of.missed.includes(one.node)}
          value={of.picked[one.node] ?? []}
          onChange={(people) => of.pick(one.node, people)}
        />
      </div>
    );
  });
}
