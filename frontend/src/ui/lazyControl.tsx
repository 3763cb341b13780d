import { lazy, Suspense, useState } from 'react';
import type { ComponentType } from 'react';

/**
 * A control that is fetched when it is first shown, or before; until then an empty place of its height stands there.
 *
 * What is fetched holds the control alone: a part that shares more with the pages would split what they share.
 */
export function lazyControl<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  present: () => ComponentType<Props> | null = () => null,
): ComponentType<Props> & { fetch: () => Promise<void> } {
  let held: ComponentType<Props> | null = null;
  const fetch = async () => {
    held ??= await load();
  };
  const Later = lazy(async () => {
    await fetch();
    return { default: held as ComponentType<Props> };
  }) as unknown as ComponentType<Props>;
  function LazyControl(props: Props) {
    // What an instance has begun as it stays, or it would lose what is typed in it.
    const [Now] = useState(() => held ?? present());
    if (Now) return <Now {...props} />;
    return (
      <Suspense fallback={<span aria-busy="true" style={{ display: 'block', height: 32 }} />}>
        <Later {...props} />
      </Suspense>
    );
  }
  return Object.assign(LazyControl, { fetch });
}
