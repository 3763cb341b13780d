import { lazy, Suspense } from 'react';
import type { ComponentType } from 'react';

/**
 * A control that is fetched when it is first shown; until then an empty place of its height stands there.
 *
 * What is fetched holds the control alone: a part that shares more with the pages would split what they share.
 */
export function lazyControl<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Control = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  return function LazyControl(props: Props) {
    return (
      <Suspense fallback={<span aria-busy="true" style={{ display: 'block', height: 32 }} />}>
        <Control {...props} />
      </Suspense>
    );
  };
}
