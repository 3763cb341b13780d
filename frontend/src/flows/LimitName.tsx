import { useLimitWords } from './limits';
import type { FlowLimit } from './limits';

/** A time limit of a step of some kind: what it will do, after how long. */
export function LimitName({ limit, kind }: { limit: FlowLimit; kind: string | undefined }) {
  return <>{useLimitWords().coming(limit, kind)}</>;
}
