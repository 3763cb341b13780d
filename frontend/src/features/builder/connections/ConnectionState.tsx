import type { Connection, Connector } from '@/api/types';
import { StateTag } from '@/ui/StateTag';
import { connectionWords } from './words';

const colours = { done: 'green', failed: 'amber', refused: 'red' } as const;

/** How far a connection is set up, in one word. */
export function ConnectionState({
  connection,
  connector,
  problems,
}: {
  connection: Connection | undefined;
  connector: Connector | undefined;
  problems: number;
}) {
  const k = connectionWords.use();
  if (problems > 0) return <StateTag colour="red">{k('problemsLeft')}</StateTag>;
  if (connector?.secret_required && !connection?.has_secret)
    return <StateTag colour="amber">{k('secretMissing')}</StateTag>;
  if (connection && !connection.active) return <StateTag colour="grey">{k('closed')}</StateTag>;
  if (!connection?.published) return <StateTag colour="grey">{k('notPublished')}</StateTag>;
  return <StateTag colour="green">{k('ready')}</StateTag>;
}

export function CallState({ state }: { state: 'done' | 'failed' | 'refused' }) {
  const k = connectionWords.use();
  return <StateTag colour={colours[state]}>{k(`call_${state}`)}</StateTag>;
}
