import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { useConnectors } from '../connections/api';
import type { FlowDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ManyInput, Part } from '../kit/controls';
import { ProblemsAt } from '../shell/ProblemsAt';
import { flowWords } from './words';

/** By which connections the people of a flow are told besides their notices: mail, SMS, a chat. */
export function AlsoTold({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const w = flowWords.use();
  const text = useText();
  const { documents } = useDocuments(handle.app, 'connection');
  const connectors = useConnectors().data;
  const chosen = handle.document.notify_by ?? [];
  // Who may not look at connectors chooses among all connections; the check says which send nothing.
  const sending = Object.values(documents).filter(
    (each) => !connectors || connectors.find((one) => one.name === each.connector)?.channel,
  );
  return (
    <Part title={w('alsoTold')}>
      <ProblemsAt problems={handle.open.problems} at="/notify_by" />
      {sending.length === 0 && chosen.length === 0 ? (
        <p className="muted caption">{w('alsoToldNone')}</p>
      ) : (
        <ManyInput
          label={w('alsoToldBy')}
          help={w('alsoToldHelp')}
          value={chosen}
          onChange={(keys) =>
            handle.change((draft) => assign(draft, 'notify_by', keys.length > 0 ? keys : undefined))
          }
          options={sending.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
        />
      )}
    </Part>
  );
}
