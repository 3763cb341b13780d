import { PlusOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import type { Text } from '../draft/documents';
import { Part, RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { flowWords } from './words';

export interface PhrasesProps {
  phrases: Text[];
  onChange: (phrases: Text[]) => void;
}

/** Words that people may begin a comment with. */
export function Phrases({ phrases, onChange }: PhrasesProps) {
  const w = flowWords.use();
  return (
    <Part
      title={w('phrases')}
      extra={
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...phrases, {}])}>
          {w('addPhrase')}
        </Button>
      }
    >
      {phrases.map((phrase, at) => (
        <div key={at} className={kit.row} style={{ flexWrap: 'nowrap' }}>
          <span className={kit.grow}>
            <TextPair
              label={w('phrase', { number: at + 1 })}
              value={phrase}
              onChange={(next) =>
                onChange(phrases.map((each, index) => (index === at ? (next ?? {}) : each)))
              }
            />
          </span>
          <RemoveButton
            line
            label={w('removePhrase')}
            onClick={() => onChange(phrases.filter((_, index) => index !== at))}
          />
        </div>
      ))}
    </Part>
  );
}
