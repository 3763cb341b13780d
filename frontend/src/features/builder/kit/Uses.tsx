import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useText } from '@/i18n';
import { ErrorState } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { draftApi, draftKeys, useDraft } from '../draft/api';
import type { UseItem } from '../draft/api';
import type { Kind } from '../draft/documents';
import { flushAll } from '../draft/store';
import { roomOf } from '../shell/places';
import { words } from '../words';
import kit from './kit.module.css';
import { namesIn, readNamed } from './named';
import { usePlaceWord } from './placeWords';
import { spokenPlace } from './spokenPlace';

interface UsesOf {
  use: UseItem;
  places: { pointer: string; spoken: string }[];
}

/** Every document that names an element, with the documents' own words for where. */
function useUses(app: string, id: string) {
  const text = useText();
  const word = usePlaceWord();
  const named = useDraft(app).data?.documents;
  return useQuery({
    queryKey: [...draftKeys.uses(app, id), word('kind_form'), named !== undefined],
    gcTime: 0,
    queryFn: async ({ signal }): Promise<UsesOf[]> => {
      await flushAll(app);
      const { items } = await draftApi.whereUsed(app, id, signal);
      const groups = new Map<string, UsesOf>();
      const documents = new Map<string, Promise<unknown>>();
      const read = (kind: Kind, key: string) => {
        const place = `${kind}/${key}`;
        const known = documents.get(place) ?? draftApi.read(app, kind, key).then((found) => found.document);
        documents.set(place, known);
        return known;
      };
      for (const use of items) {
        const place = `${use.kind}/${use.key}`;
        if (!groups.has(place)) groups.set(place, { use, places: [] });
        const { document, entities } = await readNamed(read, use.kind as Kind, use.key);
        const names = namesIn(entities, named ?? [], text);
        const spoken = spokenPlace(use.pointer, document, text, word, names);
        const group = groups.get(place);
        // One formula may name a field many times: that is one place to look at.
        if (group && !group.places.some((each) => each.spoken === spoken))
          group.places.push({ pointer: use.pointer, spoken });
      }
      return [...groups.values()];
    },
  });
}

/** Where an element is used: each document once, with every place in it as a way there. */
export function Uses({
  app,
  id,
  name,
  onGo,
  warning,
}: {
  app: string;
  id: string;
  name: string;
  onGo: () => void;
  /** Said before an act that would break them; nothing is said when there are none. */
  warning?: boolean;
}) {
  const t = words.use();
  const text = useText();
  const word = usePlaceWord();
  const uses = useUses(app, id);
  if (uses.error) return <ErrorState error={uses.error} />;
  if (!uses.data) return <Skeleton height={60} />;
  if (uses.data.length === 0) return <p className="muted">{t('whereUsedNone')}</p>;
  const count = uses.data.reduce((sum, group) => sum + group.places.length, 0);
  return (
    <div className={kit.stack}>
      {warning ? (
        <div className={kit.problem} data-severity="warning" role="alert">
          {t('usedWarning', { count })}
        </div>
      ) : (
        <p>{t('whereUsedText', { name })}</p>
      )}
      <ul className={kit.uses}>
        {uses.data.map(({ use, places }) => (
          <li key={`${use.kind}/${use.key}`}>
            <span className="muted caption">{word(`kind_${use.kind}`)}</span>{' '}
            <strong>{text(use.name) || use.key}</strong>
            <ul>
              {places.map(({ pointer, spoken }) => {
                const to = roomOf(app, use.kind, use.key, pointer);
                return (
                  <li key={pointer}>
                    {to ? (
                      <Link to={to} onClick={onGo}>
                        {spoken}
                      </Link>
                    ) : (
                      spoken
                    )}
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}
