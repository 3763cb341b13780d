"""Remedies: changes of a text that mend a fault, each tried before it is proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from dougong_formula.check import parse_expression
from dougong_formula.complete import keys_of, rows_at
from dougong_formula.errors import FormulaError, FormulaProblem
from dougong_formula.functions import PUBLIC_FUNCTIONS
from dougong_formula.names import known_as
from dougong_formula.parse import FULL_WIDTH
from dougong_formula.types import TEXT, Type
from dougong_formula.vocabulary import Member, Vocabulary

_WORDS = frozenset({"AND", "OR", "NOT"})
_MOST = 3
_MOST_TRIED = 24
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORD = re.compile(r"[^\W\d]\w*")
_OUTSIDE_TEXTS = re.compile(r'"(?:[^"]|"")*"|([^"])')
_SIGNS: Mapping[str, str] = {
    "==": "=",
    ">>": ">",
    "<<": "<",
    "!=": "<>",
    "&&": "AND",
    "||": "OR",
    "=>": ">=",
    "=<": "<=",
    "**": "^",
}
_OTHER_NAMES: Mapping[str, str] = {
    "AVG": "AVERAGE",
    "CEIL": "CEILING",
    "COALESCE": "IFBLANK",
    "CONCATENATE": "CONCAT",
    "DATEDIFF": "DATEDIF",
    "ENDWITH": "ENDSWITH",
    "IFNULL": "IFBLANK",
    "INCLUDES": "CONTAINS",
    "ISEMPTY": "ISBLANK",
    "ISNULL": "ISBLANK",
    "LENGTH": "LEN",
    "NVL": "IFBLANK",
    "POW": "POWER",
    "STARTWITH": "STARTSWITH",
    "SUBSTR": "MID",
    "SUBSTRING": "MID",
    "TOLOWER": "LOWER",
    "TOUPPER": "UPPER",
    "包含": "CONTAINS",
    "如果": "IF",
    "平均": "AVERAGE",
    "平均值": "AVERAGE",
    "求和": "SUM",
    "为空": "ISBLANK",
    "今天": "TODAY",
    "计数": "COUNT",
    "最大": "MAX",
    "最小": "MIN",
    "四舍五入": "ROUND",
    "并且": "AND",
    "且": "AND",
    "而且": "AND",
    "或": "OR",
    "或者": "OR",
    "非": "NOT",
}
_METHOD = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\.([A-Za-z_]+)\(\s*(\)?)")
"""A function written behind what it is given, as programming languages do."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of the text: `insert` takes the place of `length` code points from `position` on.

    `label` is what a field is called, empty for anything else.
    """

    position: int
    length: int
    insert: str
    label: Mapping[str, str]


def remedies(
    text: str,
    problem: FormulaProblem,
    vocabulary: Vocabulary,
    expected: Type | None = None,
    *,
    measure: bool = False,
) -> tuple[Remedy, ...]:
    """Return up to three changes after which the text is right, or wrong only further on."""
    found: list[tuple[bool, Remedy]] = []
    seen: set[str] = set()
    for tried, remedy in enumerate(_candidates(text, problem, vocabulary)):
        if tried >= _MOST_TRIED:
            break
        mended = text[: remedy.position] + remedy.insert + text[remedy.position + remedy.length :]
        if mended in seen or mended == text:
            continue
        seen.add(mended)
        faults = _faults(mended, vocabulary, expected, measure)
        end = remedy.position + len(remedy.insert)
        if not faults:
            found.append((True, remedy))
        elif faults[0].position >= end and (
            (faults[0].code, problem.code) != ("syntax", "syntax") or remedy.label or remedy.insert in _WORDS
        ):
            found.append((False, remedy))
        elif (
            (remedy.label or problem.code == "syntax")
            and expected is not None
            and not _faults(mended, vocabulary, None, measure)
        ):
            # What is right but for its type is the beginning of a condition that is still to be written.
            found.append((False, remedy))
    whole = [remedy for right, remedy in found if right]
    return tuple((whole or [remedy for _, remedy in found])[:_MOST])


def _faults(
    text: str, vocabulary: Vocabulary, expected: Type | None, measure: bool
) -> tuple[FormulaProblem, ...]:
    try:
        parse_expression(text, vocabulary, expected, measure=measure)
    except FormulaError as error:
        return error.problems
    return ()


def _candidates(text: str, problem: FormulaProblem, vocabulary: Vocabulary) -> Iterator[Remedy]:
    place, length = problem.position, problem.length
    written = text[place : place + length]
    yield from _of_methods(text)
    match problem.code:
        case "syntax":
            yield from _of_syntax(text, place)
            yield from _of_names(text, place, vocabulary)
        case "unknown_name":
            if written.upper() in PUBLIC_FUNCTIONS:
                yield Remedy(place, length, f"{written.upper()}()", {})
            yield from _of_names(text, place, vocabulary)
            yield Remedy(place, length, f'"{written}"', {})
        case "unknown_function":
            known = [_OTHER_NAMES.get(written.upper(), "")]
            known += get_close_matches(written.upper(), list(PUBLIC_FUNCTIONS), 3, 0.5)
            yield from (Remedy(place, length, name, {}) for name in known if name in PUBLIC_FUNCTIONS)
        case "type_mismatch" | "bad_literal":
            if written.upper() == "COUNT":
                yield Remedy(place, length, "COUNTIF", {})
            yield from _of_types(problem, written)
            yield from _of_records(text, place, vocabulary)
        case "not_allowed_here":
            yield from (
                Remedy(place, length, f"{name}({written})", {}) for name in ("SUM", "COUNT", "AVERAGE")
            )


def _of_methods(text: str) -> Iterator[Remedy]:
    for one in _METHOD.finditer(text):
        known = one.group(2).upper()
        name = _OTHER_NAMES.get(known, known)
        if name in PUBLIC_FUNCTIONS:
            end = ")" if one.group(3) else ", "
            yield Remedy(one.start(), len(one.group()), f"{name}({one.group(1)}{end}", {})


def _of_syntax(text: str, place: int) -> Iterator[Remedy]:
    if any(sign in FULL_WIDTH and sign not in "!%;" for sign in _plain(text)):
        # One stroke for all: who types Chinese types every mark so.
        narrow = _half_width(text)
        yield Remedy(0, len(text), narrow, {})
        yield Remedy(0, len(text), narrow.rstrip(" ,"), {})
    for sign, right in _SIGNS.items():
        start = text.find(sign, max(0, place - 1), place + 2)
        if start >= 0:
            spaced = f" {right} " if right.isalpha() else right
            yield Remedy(start, len(sign), spaced, {})
    word = next((one for one in _WORD.finditer(text) if one.start() <= place < one.end()), None)
    if word is not None and word.group() in _OTHER_NAMES:
        yield Remedy(word.start(), len(word.group()), _OTHER_NAMES[word.group()], {})
    if text[place : place + 1] in FULL_WIDTH:
        yield Remedy(place, 1, FULL_WIDTH[text[place]], {})
    if text.count('"') % 2:
        yield Remedy(len(text), 0, '"', {})
        yield Remedy(len(text), 0, '"' + ")" * _open(text), {})
    missing = _open(text)
    if missing > 0:
        yield Remedy(len(text), 0, ")" * missing, {})
    if text[place : place + 1] == ")":
        yield Remedy(place, 1, "", {})
    trailing = re.search(r"(?:\s*(?:[-+*/^&=<>,]|\b(?:AND|OR|NOT|IN)\b))+\s*\Z", text, re.IGNORECASE)
    if trailing and place >= trailing.start():
        yield Remedy(trailing.start(), len(text) - trailing.start(), "" + ")" * max(0, missing), {})
    for joint in (" AND ", ", ", " = "):
        before = len(text[:place].rstrip())
        yield Remedy(before, place - before, joint, {})


def _plain(text: str) -> Iterator[str]:
    return (found.group(1) for found in _OUTSIDE_TEXTS.finditer(text) if found.group(1))


def _half_width(text: str) -> str:
    def narrow(found: re.Match[str]) -> str:
        sign = found.group(1)
        if sign is None or sign in "!%;":
            return found.group()
        return ", " if sign in "，；" else FULL_WIDTH.get(sign, sign)

    quotes = dict.fromkeys("“”‘’'", '"')
    return _OUTSIDE_TEXTS.sub(narrow, "".join(quotes.get(sign, sign) for sign in text))


def _open(text: str) -> int:
    plain = "".join(_plain(text))
    return plain.count("(") - plain.count(")")


def _of_names(text: str, place: int, vocabulary: Vocabulary) -> Iterator[Remedy]:
    """Names that are meant by a key that is nearly right, or by a label."""
    word = next((one for one in _WORD.finditer(text) if one.start() <= place < one.end()), None)
    if word is None:
        return
    path = next(one for one in _PATH.finditer(text) if one.start() <= place < one.end())
    keys = keys_of(text, path.start(), path.end(), vocabulary)
    if keys is not None and "." in keys:
        yield Remedy(path.start(), len(path.group()), keys, {})
    rows, owner, prefix = rows_at(text, word.start(), vocabulary)
    members = vocabulary.members(owner) if owner is not None else {}
    for member in _meant(word.group(), members):
        yield Remedy(word.start(), len(word.group()), member.key, member.label)
    if prefix:
        return
    if word.group() in vocabulary.prefixes:
        return
    for depth, entity in enumerate(reversed(rows[:-1]), 1):
        for member in _meant(word.group(), vocabulary.members(entity) if entity else {}):
            yield Remedy(word.start(), len(word.group()), f"{'parent.' * depth}{member.key}", member.label)
    for key, member in members.items():
        if member.type.kind == "record" and member.type.entity and key != "id":
            for further in _meant(word.group(), vocabulary.members(member.type.entity), 0.85):
                yield Remedy(word.start(), len(word.group()), f"{key}.{further.key}", further.label)
    for prefix_ in get_close_matches(word.group(), [one for one in vocabulary.prefixes if one[0] != "$"], 1):
        yield Remedy(word.start(), len(word.group()), prefix_, {})


def _meant(word: str, members: Mapping[str, Member], nearness: float = 0.6) -> list[Member]:
    wanted = word.lower()
    names = {key: known_as(key, tuple(one.label.values())) for key, one in members.items()}
    same = [key for key, known in names.items() if wanted in known]
    near = get_close_matches(wanted, [key.lower() for key in names], 3, nearness)
    inside = [key for key, known in names.items() if len(wanted) > 1 and any(wanted in one for one in known)]
    by_key = {key.lower(): key for key in names}
    keys = dict.fromkeys([*same, *(by_key[one] for one in near), *inside])
    return [members[key] for key in keys][:_MOST]


def _of_types(problem: FormulaProblem, written: str) -> Iterator[Remedy]:
    place, length = problem.position, problem.length
    quoted = re.fullmatch(r'"((?:[^"]|"")*)"', written)
    if quoted is not None:
        inner = quoted.group(1).strip()
        if re.fullmatch(r"-?\d+(\.\d+)?", inner):
            yield Remedy(place, length, inner, {})
        day = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", inner)
        if day is not None:
            yield Remedy(place, length, f"DATE({', '.join(str(int(part)) for part in day.groups())})", {})
        if inner.upper() in ("TRUE", "FALSE"):
            yield Remedy(place, length, inner.upper(), {})
        return
    if re.fullmatch(r"-?\d+(\.\d+)?", written):
        yield Remedy(place, length, f'"{written}"', {})
    for form in ("COUNT({}) > 0", "COUNT({})", "VALUE({})", "DATEVALUE({})", '{} & ""'):
        yield Remedy(place, length, form.format(written), {})


def _of_records(text: str, place: int, vocabulary: Vocabulary) -> Iterator[Remedy]:
    """What a record compared with a text is meant by: its name."""
    path = re.search(r"([A-Za-z_][\w.]*)\s*(?:=|<>|\bIN\b|\bNOT\s+IN\b)\s*\(?\s*\Z", text[:place])
    if path is None:
        return
    end = path.end(1)
    _, entity, _ = rows_at(f"{text[:end]}.", end + 1, vocabulary)
    members = vocabulary.members(entity) if entity is not None else {}
    for key in ("name", "title", *members):
        if key in members and members[key].type == TEXT:
            yield Remedy(end, 0, f".{key}", members[key].label)
