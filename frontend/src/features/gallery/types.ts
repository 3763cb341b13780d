import type { Localised } from '@/api/types';

export interface Template {
  key: string;
  name: Localised;
  summary?: Localised | null;
  version?: string | null;
  modules: { key: string; name: Localised; required?: boolean }[];
  languages: string[];
  /** Keys of the apps installed from it. */
  installed: string[];
  entities: number;
}
export interface Made {
  key: string;
  version: number;
  demo?: { password: string; people: { login: string; name: string; roles: string[] }[] };
}
