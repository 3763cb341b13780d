import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { CardsSkeleton } from '@/ui/Skeletons';
import { PickInput } from '../kit/controls';
import { Diagram } from './Diagram';
import { EntityRelations } from './EntityRelations';
import { NewReference } from './NewReference';
import css from './relations.module.css';
import type { Relations } from './useRelations';
import { relationWords } from './words';

export interface RelationsSheetProps {
  app: string;
  state: Relations;
  /** As a picture with the chosen entity beside it, or every entity in words. */
  as: 'diagram' | 'relations';
}

/** The entities of an app and how they are related, to be looked at and changed. */
export function RelationsSheet({ app, state, as }: RelationsSheetProps) {
  const w = relationWords.use();
  const text = useText();
  const [chosen, choose] = useState<string | null>(null);
  const [wish, setWish] = useState<{ from: string; to?: string } | null>(null);
  const { entities } = state;
  if (state.error) return <ErrorState error={state.error} />;
  if (!state.ready) return <CardsSkeleton cards={3} />;
  const keys = Object.keys(entities);
  const nameOf = (key: string) => text(entities[key]?.name) || key;
  if (keys.length === 0) return <EmptyState text={w('empty')} />;
  const connect = (from: string, to?: string) => setWish({ from, to });
  const head = (key: string) => (
    <h3 className={css.head}>
      <Link to={paths.build(app, `/data/${key}`)}>{nameOf(key)}</Link>
    </h3>
  );
  return (
    <>
      {as === 'diagram' ? (
        <div className={css.page}>
          <Diagram app={app} state={state} chosen={chosen} onChoose={choose} onConnect={connect} />
          <aside className={css.panel} aria-label={w('relations')}>
            <PickInput
              label={w('find')}
              bare
              placeholder={w('find')}
              value={chosen ?? undefined}
              clearable
              onChange={(key) => choose(key ?? null)}
              options={keys.map((key) => ({ value: key, label: nameOf(key) }))}
            />
            {chosen && entities[chosen] ? (
              <>
                {head(chosen)}
                <EntityRelations app={app} state={state} entity={chosen} onConnect={connect} />
              </>
            ) : (
              <p className="muted">{w('help')}</p>
            )}
            <p className="muted caption">{w('keys')}</p>
            {state.own && (
              <span>
                <Button small onClick={state.arrange}>
                  {w('arrange')}
                </Button>
              </span>
            )}
          </aside>
        </div>
      ) : (
        <div className={css.sheets}>
          {keys.map((key) => (
            <section key={key} className={css.sheet} aria-label={nameOf(key)}>
              {head(key)}
              <EntityRelations app={app} state={state} entity={key} onConnect={connect} />
            </section>
          ))}
        </div>
      )}
      {wish && (
        <NewReference
          key={`${wish.from} ${wish.to}`}
          state={state}
          from={wish.from}
          to={wish.to}
          onClose={() => setWish(null)}
        />
      )}
    </>
  );
}
