import { useState } from 'react';
import { assign } from '@/canvas/lists';
import { Button } from '@/ui/Button';
import type { HitPolicy, TableDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { ExpressionInput } from '@/expressions';
import { ChoiceInput, Part, TextInput, TextPair } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { ruleWords } from './words';

export function Properties({
  handle,
  selected,
}: {
  handle: DocumentHandle<TableDocument>;
  selected: string | null;
}) {
  const t = words.use();
  const r = ruleWords.use();
  const table = handle.document;
  const [part, number] = (selected ?? '').split('/');
  const at = Number(number);
  const input = part === 'inputs' ? table.inputs?.[at] : undefined;
  const output = part === 'outputs' ? table.outputs[at] : undefined;
  if (input || output)
    return (
      <Part title={r(input ? 'inputs' : 'outputs')}>
        <ProblemsAt problems={handle.open.problems} at={`/${selected}`} />
        <TextPair
          label={r('columnName')}
          value={(input ?? output)?.label}
          onChange={(label) =>
            handle.change(
              (draft) => {
                const target = input ? draft.inputs?.[at] : draft.outputs[at];
                if (target) assign(target, 'label', label);
              },
              { merge: `${selected}.label` },
            )
          }
        />
        {input && (
          <ExpressionInput
            draft
            app={handle.app}
            entity={table.entity}
            context="rule"
            label={r('inputExpression')}
            value={input.expression ?? input.key}
            onChange={(expression) =>
              handle.change(
                (draft) => {
                  const target = draft.inputs?.[at];
                  if (target) assign(target, 'expression', expression);
                },
                { merge: `${selected}.expression` },
              )
            }
          />
        )}
        {output && (
          <OutputValues
            key={selected}
            values={output.values ?? []}
            onChange={(values) =>
              handle.change(
                (draft) => {
                  const target = draft.outputs[at];
                  if (target) assign(target, 'values', values);
                },
                { merge: `${selected}.values` },
              )
            }
          />
        )}
        {(input || table.outputs.length > 1) && (
          <Button
            look="danger"
            onClick={() =>
              handle.change((draft) => {
                if (input) {
                  draft.inputs?.splice(at, 1);
                  for (const row of draft.rows) row.in.splice(at, 1);
                } else {
                  draft.outputs.splice(at, 1);
                  for (const row of draft.rows) row.out.splice(at, 1);
                }
              })
            }
          >
            {r('removeColumn')}
          </Button>
        )}
      </Part>
    );
  const hits: HitPolicy[] = ['unique', 'first', 'any', 'priority', 'rule_order', 'collect'];
  const collects = ['list', 'sum', 'min', 'max', 'count'] as const;
  return (
    <>
      <Part title={t('properties')}>
        {part === 'rows' && <ProblemsAt problems={handle.open.problems} at={`/rows/${at}`} />}
        <NamePair handle={handle} />
        <ChoiceInput
          label={r('hit')}
          value={table.hit ?? 'unique'}
          onChange={(hit) =>
            handle.change((draft) => {
              draft.hit = hit as HitPolicy;
              if (hit !== 'collect') delete draft.collect;
            })
          }
          options={hits.map((value) => ({ value, label: r(`hit_${value}`) }))}
          help={r(`hitHelp_${table.hit ?? 'unique'}`)}
        />
        {table.hit === 'collect' && (
          <ChoiceInput
            label={r('collect')}
            value={table.collect ?? 'list'}
            onChange={(collect) =>
              handle.change((draft) => {
                draft.collect = collect;
              })
            }
            options={collects.map((value) => ({ value, label: r(`collect_${value}`) }))}
          />
        )}
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}

/** All that an output may give, one a line; a line that is not begun yet is not a value. */
function OutputValues({ values, onChange }: { values: string[]; onChange: (values: string[]) => void }) {
  const r = ruleWords.use();
  const [lines, setLines] = useState<string | null>(null);
  const filled = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  const said = values.join('\n');
  return (
    <TextInput
      label={r('outputValues')}
      help={r('outputValuesHelp')}
      rows={4}
      value={lines !== null && filled(lines).join('\n') === said ? lines : said}
      onChange={(text) => {
        setLines(text);
        onChange(filled(text));
      }}
    />
  );
}
