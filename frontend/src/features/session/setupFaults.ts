/** What is wrong with the form of the first run, box by box, before anything is sent. Pure. */
export interface SetupValues {
  token: string;
  organisation: string;
  name: string;
  login: string;
  password: string;
  currency: string;
  zone: string;
}

/** The word that tells a fault. */
export type SetupFault =
  'fillIn' | 'loginForm' | 'passwordShort' | 'passwordSimple' | 'currencyUnknown' | 'zoneUnknown';

export const LEAST_PASSWORD = 10;
/** So many characters of a password must differ, as on the server. */
const LEAST_DIFFERENT = 4;
const LOGIN = /^[\p{L}\p{N}_.+@-]+$/u;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string) => CURRENCIES.has(code);

/** A name that the browser knows, though it may not list it: "UTC", "Asia/Calcutta". */
function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Every fault at once, in the order of the boxes. */
export function setupFaults(values: SetupValues): Partial<Record<keyof SetupValues, SetupFault>> {
  const faults: Partial<Record<keyof SetupValues, SetupFault>> = {};
  for (const key of ['token', 'name', 'login', 'password', 'currency', 'zone'] as const)
    if (!values[key].trim()) faults[key] = 'fillIn';
  if (!faults.login && !LOGIN.test(values.login.trim())) faults.login = 'loginForm';
  if (!faults.password && values.password.length < LEAST_PASSWORD) faults.password = 'passwordShort';
  if (!faults.password && new Set(values.password).size < LEAST_DIFFERENT) faults.password = 'passwordSimple';
  if (!faults.currency && !isCurrency(values.currency)) faults.currency = 'currencyUnknown';
  if (!faults.zone && !isZone(values.zone.trim())) faults.zone = 'zoneUnknown';
  return faults;
}
