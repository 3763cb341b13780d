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

/** The conditions of the ways that steps take, with the records that they are about. */
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
    if (kind === 'ForEach') return inside(body.do, listTarget(speech, entity, body.records), entity);
    if (kind !== 'Branch') return [];
    return [
      ...((body.ways as { when?: string; do?: StepDocument[] }[] | undefined) ?? []).flatMap((way) => [
        ...(way.when && !isUnfinished(way.when) ? [{ entity, text: way.when, parent }] : []),
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
