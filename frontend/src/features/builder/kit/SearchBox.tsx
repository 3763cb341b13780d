import { SearchOutlined } from '@ant-design/icons';
import { words } from '../words';
import kit from './kit.module.css';

interface SearchBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** The box that finds things in a palette or a list while one types. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
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
      />
    </span>
  );
}
