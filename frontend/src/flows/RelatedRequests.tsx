import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { components } from '@/api/schema';
import { defineWords, useText } from '@/i18n';
import { PersonName, StateTag } from '@/ui';
import { paths } from '@/ui/paths';
import css from './flows.module.css';
import { stateColour } from './progress';
import type { FlowInstance } from './types';
import { flowWords } from './words';

type Related = components['schemas']['RelatedRequests'];
type Request = components['schemas']['RelatedRequest'];

const words = defineWords('relatedRequests', {
  en: {
    partOf: 'Part of',
    stopped: 'stopped by a fault',
    more: 'and {{count}} more',
    unseen: 'a record that you do not see',
  },
  zh: { partOf: '属于', stopped: '因故障中断', more: '另有 {{count}} 个', unseen: '您看不到的记录' },
});

/** Read again with the record's requests, because what happens to one may have ended another. */
function useRelated({ id, app, entity, record }: FlowInstance) {
  return useQuery({
    queryKey: [...keys.record(app, entity, record), 'flows', 'related', id],
    queryFn: ({ signal }) => api.get<Related>(`/flow-instances/${id}/related`, { signal }),
  }).data;
}

/** The requests that a step has started: on which record, how each stands, and whom it asks now. */
export function SubRequests({ instance, visit }: { instance: FlowInstance; visit: string }) {
  const t = words.use();
  const related = useRelated(instance);
  const items = related?.items.filter((item) => item.visit === visit) ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={css.related}>
      {items.map((item) => (
        <li key={item.instance} className={css.relatedLine}>
          <Named app={instance.app} request={item} />
          {item.waits_for.map((person) => (
            <PersonName key={person.id} name={person.name} />
          ))}
        </li>
      ))}
      {related !== undefined && related.more > 0 && (
        <li className="muted caption">{t('more', { count: related.more })}</li>
      )}
    </ul>
  );
}

/** The request whose step started this one. */
export function PartOf({ instance }: { instance: FlowInstance }) {
  const t = words.use();
  const parent = useRelated(instance)?.parent;
  return parent ? (
    <p className={css.relatedLine}>
      <span className="muted">{t('partOf')}</span>
      <Named app={instance.app} request={parent} />
    </p>
  ) : null;
}

function Named({ app, request }: { app: string; request: Request }) {
  const t = words.use();
  const f = flowWords.use();
  const text = useText();
  return (
    <>
      <span>{text(request.name)}</span>
      {request.title === null ? (
        <span className="muted">{t('unseen')}</span>
      ) : (
        <Link to={paths.record(app, request.entity, request.record)}>{request.title}</Link>
      )}
      <StateTag colour={request.stopped ? 'red' : stateColour[request.state]} dot={false}>
        {request.stopped ? t('stopped') : f(request.state)}
      </StateTag>
    </>
  );
}
