import { usePeople } from '@/api/queries';
import { fitting } from '@/ui/fitting';
import { useDebounced } from '@/ui/useDebounced';

/** People found by what is typed; until their answer has come, those at hand whose name fits it. */
export function usePeopleFound(typed: string, enabled = true) {
  const wanted = typed.trim();
  const asked = useDebounced(wanted, 200);
  const { data, error, isFetching } = usePeople(asked, enabled);
  const found = (data?.items ?? []).map((person) => ({ ...person, label: person.name }));
  return { people: fitting(found, wanted, asked === wanted && !isFetching), error, isFetching };
}
