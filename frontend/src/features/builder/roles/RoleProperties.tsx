import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { PersonPage } from '@/api/types';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { PersonName } from '@/ui/display';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { RoleDocument } from '../draft/documents';
import { removeDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, Part, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { words } from '../words';
import { roleWords } from './words';

export function RoleProperties({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const t = words.use();
  const o = roleWords.use();
  const text = useText();
  const navigate = useNavigate();
  const role = handle.document;
  const taken = useEntries(handle.app, 'role').map((entry) => entry.key);
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
        <TextPair
          label={t('name')}
          value={role.name}
          onChange={(name) =>
            handle.change(
              (draft) => {
                draft.name = name ?? {};
              },
              { merge: 'name' },
            )
          }
        />
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
      <Part>
        <ElementTools
          app={handle.app}
          kind="role"
          elementKey={role.key}
          elementId={role.id}
          name={text(role.name) || role.key}
          taken={taken}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/roles/${key}`))}
          onDelete={async () => {
            await removeDocument(handle.app, 'role', role.key);
            void navigate(paths.build(handle.app, '/roles'));
          }}
        />
      </Part>
    </>
  );
}
