import { useNavigate } from 'react-router';
import { Tabs } from '@/ui/Tabs';
import { paths } from '@/ui/paths';
import { useIsPhone } from '@/ui/useMedia';
import { relationWords } from '../relations/words';

export const DATA_SHOWN = ['list', 'diagram', 'relations'] as const;
export type DataShown = (typeof DATA_SHOWN)[number];

/** The data of an app as a list of entities, as a picture of their relations, or with these in words. */
export function DataTabs({ app, shown }: { app: string; shown: DataShown }) {
  const w = relationWords.use();
  const navigate = useNavigate();
  const phone = useIsPhone();
  return (
    <div style={{ padding: '8px 16px 0', flex: 'none' }}>
      <Tabs
        label={w('shown')}
        active={shown}
        items={DATA_SHOWN.filter((key) => key !== 'diagram' || !phone).map((key) => ({ key, label: w(key) }))}
        onChange={(key) => void navigate(paths.build(app, key === 'list' ? '/data' : `/data?as=${key}`))}
      />
    </div>
  );
}
