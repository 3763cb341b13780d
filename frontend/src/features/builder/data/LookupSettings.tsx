import { useText } from '@/i18n';
import { fieldNames } from '../expression/names';
import { useDocuments } from '../draft/store';
import { PickInput } from '../kit/controls';
import { setSetting } from './entityChanges';
import { useField } from './typeField';
import type { TypeSettingsProps } from './typeField';
import { dataWords } from './words';

/** Kinds of names that a lookup can show: one value, no record and no list. */
const SHOWN = new Set(['text', 'number', 'boolean', 'date', 'datetime', 'option']);
const DEEPEST = 2;

/** What a person has that a lookup may show. */
const PERSON = [
  { path: 'name', label: { en: 'Name', zh: '姓名' } },
  { path: 'email', label: { en: 'E-mail', zh: '邮箱' } },
  { path: 'department.name', label: { en: 'Department', zh: '部门' } },
];

interface Choice {
  value: string;
  label: string;
}

/** Which value of a linked record a lookup shows: fields behind each reference, two steps deep. */
export function LookupSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  const { documents } = useDocuments(props.handle.app, 'entity');

  const behind = (entity: string, path: string, label: string, depth: number): Choice[] => {
    const document = entity === props.handle.document.key ? props.handle.document : documents[entity];
    if (!document) return [];
    return fieldNames(document).flatMap((name) => {
      const value = path ? `${path}.${name.path}` : name.path;
      const said = path ? `${label} › ${text(name.label)}` : text(name.label);
      if (path && SHOWN.has(name.kind)) return [{ value, label: said }];
      if (name.kind === 'person')
        return PERSON.map((part) => ({
          value: `${value}.${part.path}`,
          label: `${said} › ${text(part.label)}`,
        }));
      if (name.kind === 'department') return [{ value: `${value}.name`, label: said }];
      if (name.kind === 'record' && name.entity && depth < DEEPEST)
        return behind(name.entity, value, said, depth + 1);
      return [];
    });
  };
  return (
    <PickInput
      label={d('lookupPath')}
      value={own.formula}
      placeholder={d('lookupMissing')}
      onChange={(value) => change((target) => setSetting(target, 'formula', value))}
      options={behind(props.handle.document.key, '', '', 0)}
    />
  );
}
