"""China's calendar: write platform/dougong/china_days.json from the facts that `chinesecalendar` collects.

`make china-calendar` runs it with the package in a folder of its own; docs/decisions/0013 says why the product
keeps the facts and not the package.
"""

from __future__ import annotations

import json
from pathlib import Path

import chinese_calendar

_KEYS = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "tomb_sweeping",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "National Day": "national_day",
    "Mid-autumn Festival": "mid_autumn",
    "Anti-Fascist 70th Day": "victory_day",
}
_NAMES = {
    "new_year": {"en": "New Year’s Day", "zh": "元旦"},
    "spring_festival": {"en": "Spring Festival", "zh": "春节"},
    "tomb_sweeping": {"en": "Tomb-Sweeping Day", "zh": "清明节"},
    "labour_day": {"en": "Labour Day", "zh": "劳动节"},
    "dragon_boat": {"en": "Dragon Boat Festival", "zh": "端午节"},
    "national_day": {"en": "National Day", "zh": "国庆节"},
    "mid_autumn": {"en": "Mid-Autumn Festival", "zh": "中秋节"},
    "victory_day": {"en": "70th anniversary of victory", "zh": "抗战胜利70周年"},
}


def china_days() -> str:
    """Return the file: names by key, and for each year the free days and the worked weekend days."""
    years: dict[str, dict[str, dict[str, str]]] = {}
    for kind, found in (("holiday", chinese_calendar.holidays), ("workday", chinese_calendar.workdays)):
        for day, name in sorted(found.items()):
            if kind == "holiday" or day.weekday() >= 5:
                years.setdefault(str(day.year), {}).setdefault(kind, {})[day.isoformat()[5:]] = _KEYS[name]
    lines = ",\n".join(f'    "{year}": {json.dumps(years[year])}' for year in sorted(years))
    names = json.dumps(_NAMES, ensure_ascii=False)
    source = f"chinesecalendar {chinese_calendar.__version__}"
    return f'{{\n  "source": "{source}",\n  "names": {names},\n  "years": {{\n{lines}\n  }}\n}}\n'


if __name__ == "__main__":
    Path("platform/dougong/china_days.json").write_text(china_days(), "utf-8")
