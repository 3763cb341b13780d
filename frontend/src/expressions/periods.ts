/** What each period says of a date, in the expression language. */
export const periods: Record<string, (path: string) => string> = {
  today: (path) => `DAYS(${path}, TODAY()) = 0`,
  yesterday: (path) => `DAYS(TODAY(), ${path}) = 1`,
  tomorrow: (path) => `DAYS(${path}, TODAY()) = 1`,
  this_week: (path) => `BETWEEN(DAYS(${path}, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7), 0, 6)`,
  last_week: (path) => `BETWEEN(DAYS(${path}, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7), -7, -1)`,
  next_week: (path) => `BETWEEN(DAYS(${path}, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7), 7, 13)`,
  last_7_days: (path) => `BETWEEN(DAYS(TODAY(), ${path}), 0, 6)`,
  last_30_days: (path) => `BETWEEN(DAYS(TODAY(), ${path}), 0, 29)`,
  next_7_days: (path) => `BETWEEN(DAYS(${path}, TODAY()), 0, 6)`,
  this_month: (path) => `EOMONTH(${path}, 0) = EOMONTH(TODAY(), 0)`,
  last_month: (path) => `EOMONTH(${path}, 0) = EOMONTH(TODAY(), -1)`,
  next_month: (path) => `EOMONTH(${path}, 0) = EOMONTH(TODAY(), 1)`,
  this_quarter: (path) => `QUARTER_START(${path}) = QUARTER_START(TODAY())`,
  last_quarter: (path) => `QUARTER_START(${path}) = EDATE(QUARTER_START(TODAY()), -3)`,
  this_year: (path) => `YEAR(${path}) = YEAR(TODAY())`,
  last_year: (path) => `YEAR(${path}) = YEAR(TODAY()) - 1`,
  overdue: (path) => `DAYS(TODAY(), ${path}) > 0`,
};

/** A number of days up to a day, or from it on; the day itself counts. */
export const windows = {
  last_days: (path: string, days: string, from: string) => `BETWEEN(DAYS(${from}, ${path}), 0, ${days})`,
  next_days: (path: string, days: string, from: string) => `BETWEEN(DAYS(${path}, ${from}), 0, ${days})`,
};
