"""About: what the numbers of a widget count, in words: which records, under which conditions, of which date."""

from __future__ import annotations

from collections.abc import Sequence

from dougong.access.shapes import shape_of
from dougong.errors import DougongError
from dougong.insight.sight import ViewerSight
from dougong_formula import BOOLEAN, FormulaError, describe, parse_expression
from dougong_report import Dataset
from dougong_report.definition import Part, Stage

_LANGUAGES = ("en", "zh")
_WHERE = {"en": "{0} where {1}", "zh": "{0}（{1}）"}
_OF_DATE = {"en": "{0}, period by {1}", "zh": "{0}，按{1}统计"}
_AND = {"en": " and ", "zh": "，且"}
_BESIDE = {"en": "; ", "zh": "；"}


def counted(
    sight: ViewerSight, dataset: Dataset, *, filters: Sequence[str] = (), date: str | None = None
) -> dict[str, str] | None:
    """Return what a dataset counts, in each language; None where it speaks of what the viewer may not read.

    `filters` are conditions beside the dataset's own, `date` is what a chosen period limits when it is not
    the dataset's own date. The stages of a funnel are told by the first of each kind of records: the others
    are parts of it, and their labels say which.
    """
    try:
        found = [_told(sight, *one, filters, date) for one in _sources(dataset)]
    except (FormulaError, DougongError):
        return None
    return {language: _BESIDE[language].join(one[language] for one in found) for language in _LANGUAGES}


def _sources(dataset: Dataset) -> list[tuple[str, str | None, str | None]]:
    """Return each kind of records with its condition and its date."""
    if dataset.source is not None:
        return [(dataset.source, dataset.filter, dataset.date)]
    first: dict[str, tuple[str, str | None, str | None]] = {}
    parts: tuple[Part | Stage, ...] = (*dataset.union, *dataset.stages)
    for part in parts:
        first.setdefault(part.source, (part.source, part.filter, part.date))
    return list(first.values())


def _told(
    sight: ViewerSight,
    source: str,
    condition: str | None,
    own_date: str | None,
    filters: Sequence[str],
    date: str | None,
) -> dict[str, str]:
    names = sight.vocabulary(source)
    conditions = [parse_expression(one, names, BOOLEAN) for one in (condition, *filters) if one]
    limited = date or own_date
    of_date = parse_expression(limited, names) if limited else None
    told = {}
    for language in _LANGUAGES:
        words = shape_of(sight.app, source).name.get(language, source)
        if conditions:
            read = _AND[language].join(describe(one, language, names) for one in conditions)
            words = _WHERE[language].format(words, read)
        if of_date is not None:
            words = _OF_DATE[language].format(words, describe(of_date, language, names))
        told[language] = words
    return told
