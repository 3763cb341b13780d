import { expect, it } from 'vitest';
import type { AppDescription, MenuItem } from '@/api/types';
import { listAddress, menuLine } from './menu';

const leads: MenuItem = { id: 'a', entity: 'lead', views: ['open', 'all'] };
const mine: MenuItem = { id: 'b', entity: 'lead', views: ['mine'] };
const app = { key: 'crm', menu: [{ id: 'g', items: [leads] }, mine] } as unknown as AppDescription;

it('leaves what opens first to the list', () => {
  expect(menuLine(app.menu, 'lead')).toBe(leads);
  expect(listAddress(app, leads, 'lead')).toBe('/apps/crm/records/lead');
});

it('opens the view of a further line of the same entity', () => {
  expect(listAddress(app, mine, 'lead')).toBe('/apps/crm/records/lead?view=mine');
});
