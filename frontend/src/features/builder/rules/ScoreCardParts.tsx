import { PlusOutlined } from '@ant-design/icons';
import { freeKey } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { ScoreCardDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { kindOf } from '../expression/names';
import { ChoiceInput, Part, RemoveButton, TextInput, TextPair } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import css from './rules.module.css';
import { ruleWords } from './words';

export function Bands({ handle }: { handle: DocumentHandle<ScoreCardDocument> }) {
  const r = ruleWords.use();
  const bands = handle.document.bands ?? [];
  return (
    <section className={css.block}>
      <h2>{r('bands')}</h2>
      <ProblemsAt problems={handle.open.problems} at="/bands" />
      {bands.map((band, at) => (
        <div key={at} className={kit.row} style={{ alignItems: 'flex-end', flexWrap: 'nowrap' }}>
          <span style={{ width: 90 }}>
            <TextInput
              label={r('bandFrom')}
              value={String(band.from ?? '')}
              onChange={(from) =>
                handle.change(
                  (draft) => {
                    draft.bands![at]!.from = from.replace(/[^\d.-]/g, '');
                  },
                  { merge: `band.${at}` },
                )
              }
            />
          </span>
          <span className={kit.grow}>
            <TextPair
              label={r('bands')}
              value={band.label}
              onChange={(label) =>
                handle.change(
                  (draft) => {
                    draft.bands![at]!.label = label ?? {};
                  },
                  { merge: `band.${at}.label` },
                )
              }
            />
          </span>
          <RemoveButton
            line
            label={r('removeLine')}
            onClick={() =>
              handle.change((draft) =>
                assign(
                  draft,
                  'bands',
                  draft.bands?.filter((_, index) => index !== at),
                ),
              )
            }
          />
        </div>
      ))}
      <span>
        <Button
          small
          icon={<PlusOutlined aria-hidden />}
          onClick={() =>
            handle.change((draft) => {
              (draft.bands ??= []).push({
                from: '0',
                key: freeKey(
                  'band',
                  bands.map((band) => band.key),
                ),
                label: { zh: '', en: '' },
              });
            })
          }
        >
          {r('addBand')}
        </Button>
      </span>
    </section>
  );
}

export function CardProperties({ handle }: { handle: DocumentHandle<ScoreCardDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const card = handle.document;
  const { documents } = useDocuments(handle.app, 'entity');
  const fields = (kind: string) =>
    Object.entries(documents[card.entity]?.schema.properties ?? {})
      .filter(([, field]) => kindOf(field) === kind || (kind === 'text' && kindOf(field) === 'option'))
      .filter(
        ([, field]) => !['formula', 'lookup', 'roll_up', 'auto_number'].includes(field['x-dougong'].type),
      )
      .map(([value, field]) => ({ value, label: text(field['x-dougong'].label) || value }));
  return (
    <>
      <Part title={t('properties')}>
        <ProblemsAt problems={handle.open.problems} at="/into" />
        <NamePair handle={handle} />
        <ChoiceInput
          label={r('into')}
          empty={r('notKept')}
          value={card.into}
          onChange={(into) => handle.change((draft) => assign(draft, 'into', into))}
          options={fields('number')}
        />
        <ChoiceInput
          label={r('bandInto')}
          empty={r('notKept')}
          value={card.band_into}
          onChange={(into) => handle.change((draft) => assign(draft, 'band_into', into))}
          options={fields('text')}
        />
        <TextInput
          label={r('cardCap')}
          help={r('cardCapHelp')}
          value={card.cap === undefined ? '' : String(card.cap)}
          onChange={(value) =>
            handle.change((draft) => assign(draft, 'cap', value.replace(/[^\d.-]/g, '')), { merge: 'cap' })
          }
        />
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}
