import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { apiUrl } from '@/api/client';
import { MenuButton } from '@/ui/MenuButton';
import type { MenuEntry } from '@/ui/MenuButton';
import { appPath } from '../draft/api';
import type { FlowDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { bpmnWords } from './bpmnWords';

const BpmnImport = lazy(() => import('./BpmnImport').then((module) => ({ default: module.BpmnImport })));

/** The flow as a BPMN 2.0 file, and files of other tools as flows: entries of a menu, and the dialog they open. */
export function useBpmn(handle: DocumentHandle<FlowDocument>): { entries: MenuEntry[]; dialog: ReactNode } {
  const w = bpmnWords.use();
  const [importing, setImporting] = useState(false);
  const download = async () => {
    // What was typed a moment ago belongs into the file.
    await handle.save();
    const link = document.createElement('a');
    link.href = apiUrl(appPath(handle.app, `/draft/flow/${encodeURIComponent(handle.key)}/bpmn`));
    link.download = `${handle.key}.bpmn`;
    link.click();
  };
  return {
    entries: [
      {
        key: 'export',
        label: w('export'),
        icon: <DownloadOutlined aria-hidden />,
        onSelect: () => void download(),
      },
      {
        key: 'import',
        label: w('import'),
        icon: <UploadOutlined aria-hidden />,
        onSelect: () => setImporting(true),
      },
    ],
    dialog: importing && (
      <Suspense>
        <BpmnImport handle={handle} onClose={() => setImporting(false)} />
      </Suspense>
    ),
  };
}

/** The exchange with BPMN tools as a menu of its own. */
export function BpmnMenu({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const w = bpmnWords.use();
  const { entries, dialog } = useBpmn(handle);
  return (
    <>
      <MenuButton label={w('menuLabel')} look="plain" entries={entries}>
        {w('menu')}
      </MenuButton>
      {dialog}
    </>
  );
}
