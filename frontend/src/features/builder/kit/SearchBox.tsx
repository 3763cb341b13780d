import { SearchOutlined } from '@ant-design/icons';
import { words } from '../words';
import kit from './kit.module.css';

interface SearchBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What Enter does: the first of what was found is taken. */
  onTake?: () => void;
  /** Its pane begins here for the keyboard. */
  first?: boolean;
}

/** The box that finds things in a palette or a list while one types. */
export function SearchBox({ label, value, onChange, onTake, first }: SearchBoxProps) {
  const t = words.use();
  return (
    <span className={kit.search}>
      <SearchOutlined aria-hidden />
      <input
        type="search"
        className={kit.input}
        aria-label={label}
        placeholder={t('search')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-pane-start={first || undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onTake?.();
        }}
      />
    </span>
  );
}
