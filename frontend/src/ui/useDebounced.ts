import { useEffect, useState } from 'react';

/** The value after it has been still for some milliseconds. */
export function useDebounced<T>(value: T, milliseconds = 250): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return still;
}
