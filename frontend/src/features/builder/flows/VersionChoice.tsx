import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useLanguage } from '@/i18n';
import { shortDateTime } from '@/ui/dates';
import { appPath, draftApi, draftKeys } from '../draft/api';
import type { FlowDocument } from '../draft/documents';
import kit from '../kit/kit.module.css';
import { flowWords } from './words';

/** A flow as a published version has it; null while it is not there. */
export function usePublishedFlow(app: string, flow: string, version: number | null) {
  return useQuery({
    queryKey: [...draftKeys.versions(app), version, 'flow', flow],
    queryFn: ({ signal }) =>
      api.get<{ document: FlowDocument }>(
        appPath(app, `/versions/${version}/flow/${encodeURIComponent(flow)}`),
        { signal },
      ),
    enabled: version !== null,
    staleTime: Infinity,
    retry: false,
  });
}

export interface VersionChoiceProps {
  app: string;
  value: number | null;
  onChange: (version: number | null) => void;
}

/** The published version with which the drawing is compared. */
export function VersionChoice({ app, value, onChange }: VersionChoiceProps) {
  const w = flowWords.use();
  const language = useLanguage();
  const versions = useQuery({ queryKey: draftKeys.versions(app), queryFn: () => draftApi.versions(app) });
  return (
    <select
      className={kit.input}
      style={{ width: 'auto' }}
      aria-label={w('changes')}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
    >
      <option value="">{w('changesNo')}</option>
      {(versions.data?.items ?? []).map((one) => (
        <option key={one.version} value={one.version}>
          {w('changesSince', { version: one.version, at: shortDateTime(one.at, language) })}
        </option>
      ))}
    </select>
  );
}
