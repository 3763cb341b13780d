import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isUnfinished, parseExpression } from '@/expressions';
import { useLanguage, useText } from '@/i18n';
import type { StepDocument } from '../draft/documents';
import { listTarget } from './sentence';
import type { Speech } from './sentence';
import { stepParts } from './stepKinds';

interface Asked {
  entity: string;
  text: string;
  parent?: string;
}

/** The conditions that stand in steps, with the records that they are about. */
export function conditionsOf(
  speech: Speech,
  entity: string,
  steps: StepDocument[],
  parent?: string,
): Asked[] {
  return steps.flatMap((step) => {
    const { kind, body } = stepParts(step);
    const inside = (list: unknown, of = entity, above = parent) =>
      conditionsOf(speech, of, (list as StepDocument[] | undefined) ?? [], above);
    const target = listTarget(speech, entity, body.records);
    const asked = (of: string, texts: (string | undefined)[], above = parent) =>
      texts.flatMap((text) => (text && !isUnfinished(text) ? [{ entity: of, text, parent: above }] : []));
    const chosen = asked(target, [body.when as string | undefined], entity);
    switch (kind) {
      case 'ForEach':
        return [...chosen, ...inside(body.do, target, entity)];
      case 'CreateLines':
        return chosen;
      case 'Wait':
        return asked(entity, [body.unless as string | undefined]);
      case 'Find':
        return inside(body.do, String(body.entity ?? ''), entity);
      case 'Branch':
        break;
      default:
        return [];
    }
    return [
      ...((body.ways as { when?: string; do?: StepDocument[] }[] | undefined) ?? []).flatMap((way) => [
        ...asked(entity, [way.when]),
        ...inside(way.do),
      ]),
      ...inside(body.otherwise),
    ];
  });
}

/** Speech that reads the conditions of ways in plain words, as the condition of the rule itself is read. */
export function useReadings(
  app: string,
  speech: Speech,
  entity: string,
  steps: StepDocument[],
  context: 'rule' | 'gateway' = 'rule',
): Speech {
  const text = useText();
  const language = useLanguage();
  const asked = useMemo(() => conditionsOf(speech, entity, steps), [speech, entity, steps]);
  const readings = useQueries({
    queries: asked.map((one) => ({
      queryKey: ['expression', app, one.entity, context, true, one.parent, one.text, language],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        parseExpression({ app, context, draft: true, ...one }, signal),
      staleTime: 10_000,
      retry: false,
    })),
    combine: (results) => results.map((one) => text(one.data?.reading)).join('\n'),
  });
  return useMemo(() => {
    const said = readings.split('\n');
    return {
      ...speech,
      reading: (of, condition) =>
        said[asked.findIndex((one) => one.entity === of && one.text === condition)]?.replace(/[.。]$/, '') ??
        '',
    };
  }, [speech, asked, readings]);
}
