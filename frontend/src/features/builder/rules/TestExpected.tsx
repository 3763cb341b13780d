import { useState } from 'react';
import type { AppDescription } from '@/api/types';
import { assign } from '@/canvas/lists';
import { useParsed } from '@/expressions';
import { useText } from '@/i18n';
import type { ScoreCardDocument, TableDocument, TestDocument, TestedDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useNames } from '../expression/useNames';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { Pair } from './RunValues';
import css from './rules.module.css';
import { OutputCell } from './TableCell';
import { OutputText, Sample } from './TestDifferences';
import { testWords } from './testWords';

type Change = (edit: (test: TestDocument) => void, merge: string) => void;

interface ExpectedProps {
  app: AppDescription;
  handle: DocumentHandle<TestedDocument>;
  test: TestDocument;
  onChange: Change;
}

/** What is to come of the record of a test; what a table or a card is to give can be changed. */
export function Expected({ app, handle, test, onChange }: ExpectedProps) {
  if (handle.kind === 'table')
    return (
      <Outputs
        app={handle.app}
        table={handle.document as unknown as TableDocument}
        test={test}
        onChange={onChange}
      />
    );
  if (handle.kind === 'scorecard')
    return <Score card={handle.document as unknown as ScoreCardDocument} test={test} onChange={onChange} />;
  return <Done app={app} entity={handle.document.entity} test={test} />;
}

function Done({ app, entity, test }: { app: AppDescription; entity: string; test: TestDocument }) {
  const w = testWords.use();
  const text = useText();
  const { outcome, set, holds, made, told, sent } = test.expect;
  return (
    <>
      <p>{w(`expect_rule_${outcome ?? 'done'}`)}</p>
      {set && <Sample app={app} entity={entity} values={set} />}
      {holds && <Holds app={app.key} entity={entity} condition={holds} />}
      {Object.entries(made ?? {}).map(([key, count]) => (
        <p key={key}>{w('expectMade', { count, entity: text(app.entities[key]?.name) || key })}</p>
      ))}
      {told !== undefined && <p>{w('expectTold', { count: told })}</p>}
      {sent !== undefined && <p>{w('expectSent', { count: sent })}</p>}
    </>
  );
}

/** A condition on the record afterwards, in plain words. */
function Holds({ app, entity, condition }: { app: string; entity: string; condition: string }) {
  const w = testWords.use();
  const text = useText();
  const read = useParsed({ draft: true, app, entity, context: 'rule' }, condition).data;
  return <p>{w('expectHolds', { condition: text(read?.reading) || condition })}</p>;
}

interface OutputsProps {
  app: string;
  table: TableDocument;
  test: TestDocument;
  onChange: Change;
}

/** What a table is to give: each output as in a row. */
function Outputs({ app, table, test, onChange }: OutputsProps) {
  const w = testWords.use();
  const text = useText();
  const names = useNames(app, table.entity, 'rule');
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <p>{w(`expect_table_${test.expect.outcome ?? 'done'}`)}</p>
      <dl className={css.pairs}>
        {Object.entries(test.expect.outputs ?? {}).map(([key, value]) => {
          const name = text(table.outputs.find((one) => one.key === key)?.label) || key;
          return (
            <Pair key={key} name={name}>
              {Array.isArray(value) ? (
                <OutputText app={app} entity={table.entity} value={value} />
              ) : (
                <OutputCell
                  label={name}
                  names={names}
                  place={{ app, entity: table.entity, context: 'rule', draft: true }}
                  open={open === key}
                  onOpen={() => setOpen(key)}
                  value={value}
                  onChange={(next) =>
                    onChange(({ expect }) => void (expect.outputs = { ...expect.outputs, [key]: next }), key)
                  }
                />
              )}
            </Pair>
          );
        })}
      </dl>
    </>
  );
}

/** What has happened to the record of a test, and the score and the level that a card is to give for it. */
function Score({ card, test, onChange }: { card: ScoreCardDocument; test: TestDocument; onChange: Change }) {
  const w = testWords.use();
  const text = useText();
  const { score, band } = test.expect;
  const counting = card.lines.filter((line) => line.event).map((line) => line.id);
  // What a line counted that is gone, or asks a condition now, can still be taken out.
  const counted = new Set([...counting, ...Object.keys(test.happened ?? {})]);
  const nameOf = (id: string) => text(card.lines.find((line) => line.id === id)?.reason) || id;
  return (
    <div className={kit.stack}>
      {[...counted].map((line) => (
        <TextInput
          key={line}
          label={w('happened', { line: nameOf(line) })}
          type="number"
          value={String(test.happened?.[line] ?? 0)}
          onChange={(next) =>
            onChange((draft) => {
              const count = Math.min(1000, Number(next.replace(/\D/g, '')));
              const happened = { ...draft.happened, [line]: count };
              if (count === 0) delete happened[line];
              assign(draft, 'happened', Object.keys(happened).length > 0 ? happened : undefined);
            }, `happened.${line}`)
          }
        />
      ))}
      <TextInput
        label={w('about_score')}
        value={String(score ?? '')}
        onChange={(next) =>
          onChange(({ expect }) => void (expect.score = next.replace(/[^\d.-]/g, '') || '0'), 'score')
        }
      />
      {(card.bands ?? []).length > 0 && (
        <ChoiceInput
          label={w('about_band')}
          value={band ?? undefined}
          empty={w('noBand')}
          onChange={(next) => onChange(({ expect }) => void (expect.band = next || null), 'band')}
          options={(card.bands ?? []).map((one) => ({ value: one.key, label: text(one.label) || one.key }))}
        />
      )}
    </div>
  );
}
