import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, useApp } from '@/api/queries';
import type { PersonPage, PlaceList } from '@/api/types';
import { useText } from '@/i18n';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { toast } from '@/ui/toast';
import { appPath } from '../draft/api';
import type { SettingDocument } from '../draft/documents';
import { ChoiceInput } from '../kit/controls';
import { flowWords } from './words';

/** Who a setting names now. It is chosen at once, without publishing; a setting that is new waits for that. */
export function SettingValue({ app, setting }: { app: string; setting: SettingDocument }) {
  const w = flowWords.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const live = useApp(app).data?.settings;
  const place = setting.type === 'team' ? '/teams' : '/people';
  const known = live !== undefined && setting.key in live;
  const offered = useQuery({
    queryKey: ['places', place],
    queryFn: () =>
      api.get<PersonPage | PlaceList>(place, place === '/people' ? { query: { limit: 200 } } : {}),
    enabled: known,
    staleTime: 30_000,
  });
  if (!known)
    return (
      <p className="muted caption">
        {w('settingAfterPublish')} <Link to={paths.build(app, '/settings')}>{w('settingLink')}</Link>
      </p>
    );
  const now = live[setting.key];
  const save = async (value: string) => {
    try {
      await api.patch(appPath(app, '/settings'), { values: { [setting.key]: value || null } });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      toast(w('settingSaved'));
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  return (
    <ChoiceInput
      label={w('settingNow', { name: text(setting.name) || setting.key })}
      empty="–"
      value={typeof now === 'string' ? now : ''}
      onChange={(value) => void save(value)}
      options={(offered.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))}
    />
  );
}
