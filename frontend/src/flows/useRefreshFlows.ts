import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/queries';

/** After anything moved in a flow: the boxes, what waits, and the record with its flows and timeline. */
export function useRefreshFlows(): (app: string, entity: string, record: string) => void {
  const client = useQueryClient();
  return (app, entity, record) => {
    void client.invalidateQueries({ queryKey: keys.inbox });
    void client.invalidateQueries({ queryKey: keys.me });
    void client.invalidateQueries({ queryKey: keys.records(app, entity) });
    void client.invalidateQueries({ queryKey: keys.record(app, entity, record) });
  };
}
