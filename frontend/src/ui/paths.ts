/** Addresses of the run-time screens: features link to one another through these, never by import. */
const part = encodeURIComponent;

export const paths = {
  home: '/',
  signIn: '/sign-in',
  setup: '/setup',
  inbox: '/inbox',
  seat: (id: string) => `/inbox/${part(id)}`,
  notices: '/notices',
  gallery: '/gallery',
  people: '/people',
  account: '/account',
  app: (app: string) => `/apps/${part(app)}`,
  list: (app: string, entity: string, query?: Record<string, string>) => {
    const search = new URLSearchParams(query).toString();
    return `/apps/${part(app)}/records/${part(entity)}${search ? `?${search}` : ''}`;
  },
  record: (app: string, entity: string, id: string) =>
    `/apps/${part(app)}/records/${part(entity)}/${part(id)}`,
  duplicates: (app: string, entity: string) => `/apps/${part(app)}/records/${part(entity)}/duplicates`,
  merge: (app: string, entity: string, ids: string[]) =>
    `/apps/${part(app)}/records/${part(entity)}/merge?records=${ids.map(part).join(',')}`,
  dashboard: (app: string, key: string) => `/apps/${part(app)}/dashboards/${part(key)}`,
  /** Of one flow, else of the first that one sees. */
  figures: (app: string, flow?: string) => `/apps/${part(app)}/figures${flow ? `/${part(flow)}` : ''}`,
  build: (app: string, rest = '') => `/apps/${part(app)}/build${rest}`,
};
