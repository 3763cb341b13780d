import type { ReactNode } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { ExpressionInput } from '@/expressions';
import { useConnectors } from '../connections/api';
import type { SelectorDocument, Text } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { MessagePreview } from './MessagePreview';
import { SelectorsEditor } from './SelectorsEditor';
import type { StepEditorProps } from './StepEditor';
import { ruleWords } from './words';

/** A message by mail, SMS or into a chat: by which connection, to whom, and its text below. */
export function MessageStep({ body, place, onChange, children }: StepEditorProps & { children: ReactNode }) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'connection');
  const connectors = useConnectors().data;
  const channelOf = (key: unknown) =>
    connectors?.find((each) => each.name === documents[String(key)]?.connector)?.channel;
  // Who may not look at connectors chooses among all connections; the check says which send nothing.
  const connections = Object.values(documents).filter((each) => !connectors || channelOf(each.key));
  const channel = channelOf(body.connection);
  const messages = useDocuments(place.app, 'message').documents;
  const written: { subject?: Text; body?: Text } =
    typeof body.message === 'object' && body.message !== null
      ? (body.message as { subject?: Text; body?: Text })
      : (messages[String(body.message)] ?? {});
  const set = (key: string, value: unknown) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, key);
  };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('sendBy')}
        help={connections.length === 0 ? r('sendByNone') : undefined}
        value={String(body.connection ?? '')}
        onChange={(connection) => onChange({ ...body, connection })}
        options={connections.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
      />
      <SelectorsEditor
        label={channel === 'chat' ? r('mentions') : r('people')}
        pick="all"
        place={place}
        selectors={(body.to as SelectorDocument[]) ?? []}
        onChange={(to) => set('to', to)}
      />
      {channel !== 'chat' && (
        <ExpressionInput
          {...place}
          draft
          label={r('address')}
          help={r('addressHelp')}
          value={body.address as string | undefined}
          onChange={(address) => set('address', address)}
        />
      )}
      {children}
      {!place.parent && (
        <MessagePreview app={place.app} entity={place.entity} subject={written.subject} body={written.body} />
      )}
    </div>
  );
}
