import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { PersonPage } from '@/api/types';
import { assign } from '@/canvas/lists';
import { LinkButton } from '@/ui/Button';
import { PersonName } from '@/ui/display';
import { paths } from '@/ui/paths';
import type { RoleDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, Part } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { roleWords } from './words';

export function RoleProperties({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const t = words.use();
  const o = roleWords.use();
  const role = handle.document;
  const people = useQuery({
    queryKey: ['people', 'holders'],
    queryFn: () => api.get<PersonPage>('/people', { query: { limit: 200 } }),
    staleTime: 30_000,
  });
  const holders = (people.data?.items ?? []).filter((person) =>
    person.roles?.[handle.app]?.includes(role.key),
  );
  return (
    <>
      <p className="muted" style={{ padding: '16px 16px 0' }}>
        {o('pickEntity')}
      </p>
      <Part title={t('properties')}>
        <ProblemsAt
          problems={handle.open.problems.filter((problem) => problem.pointer === '/grants')}
          at="/grants"
        />
        <NamePair handle={handle} />
        <CheckInput
          label={o('isDefault')}
          value={role.default}
          onChange={(on) => handle.change((draft) => assign(draft, 'default', on || undefined))}
        />
      </Part>
      <Part
        title={o('holders')}
        extra={
          <LinkButton small to={paths.people}>
            {o('managePeople')}
          </LinkButton>
        }
      >
        {people.data && holders.length === 0 && <p className="muted">{o('holdersNone')}</p>}
        {holders.map((person) => (
          <PersonName key={person.id} name={person.name} />
        ))}
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}
