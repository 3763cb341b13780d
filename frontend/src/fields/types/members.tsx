import { useState } from 'react';
import { PersonName } from '@/ui/display';
import { SeveralCell, SeveralSelect } from '../controls/several';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { usePeopleFound } from '../peopleFound';
import { words } from '../words';

function MembersWidget(props: WidgetProps) {
  const t = words.use();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const { people, error, isFetching } = usePeopleFound(query, open);
  const offers = people.map((person) => ({
    value: person.id,
    label: person.name,
    hint: person.department?.name,
  }));
  return (
    <SeveralSelect
      widget={props}
      offers={offers}
      entity="person"
      search={setQuery}
      loading={isFetching}
      fault={error}
      placeholder={t('searchPeople')}
      onOpen={setOpen}
    />
  );
}

function MembersCell(props: CellProps) {
  return <SeveralCell {...props} one={(_, title) => <PersonName name={title} />} />;
}

export const MEMBERS: FieldKind = {
  type: 'members',
  Widget: MembersWidget,
  Cell: MembersCell,
  width: 180,
};
