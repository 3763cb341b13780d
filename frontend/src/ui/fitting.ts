/**
 * What is offered while the answer to what was typed is on its way: only what fits it by name, so that Enter never
 * takes something that the person did not mean.
 */
export function fitting<Offer extends { label: string }>(
  offers: Offer[],
  typed: string,
  settled: boolean,
): Offer[] {
  const wanted = typed.trim().toLowerCase();
  return settled || wanted === ''
    ? offers
    : offers.filter(({ label }) => label.toLowerCase().includes(wanted));
}
