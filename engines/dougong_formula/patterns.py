"""Patterns: the regular expressions that mean the same in re2, PostgreSQL and the browser.

Letters, `.`, classes, `\\d \\w \\s` (ASCII), groups, `|`, `? * + {m,n}`, `^` and `$`. What is outside is
refused when the formula is saved; what is inside is written out anew, so that no dialect shows through.
"""

from __future__ import annotations

from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.limits import MAX_PATTERN
from dougong_formula.tree import Place

_SPECIAL = set("\\^$.*+?()[]{}|/")
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\r\\f"}
_CONTROLS = {"t": "\\t", "n": "\\n", "r": "\\r", "f": "\\f"}
_MAX_REPEAT = 100


def portable_pattern(pattern: str, place: Place) -> str:
    """Return the pattern in the common form; raises FormulaError (bad_pattern)."""
    if len(pattern) > MAX_PATTERN:
        raise _error(place, f"A pattern has at most {MAX_PATTERN} characters.")
    reader = _Reader(pattern, place)
    written, _ = reader.alternatives(0)
    if reader.index < len(pattern):
        raise _error(place, f"The pattern has a “)” too many at {reader.index + 1}.")
    return written


def _error(place: Place, message: str) -> FormulaError:
    return formula_error(
        "bad_pattern",
        place.position,
        place.length,
        message,
        "Known are letters, . [a-z] [^a-z] \\d \\w \\s ( | ) ? * + {m,n} ^ $.",
    )


class _Reader:
    """Reads a pattern once from left to right."""

    def __init__(self, pattern: str, place: Place) -> None:
        self.pattern, self.place, self.index = pattern, place, 0

    def peek(self) -> str:
        return self.pattern[self.index] if self.index < len(self.pattern) else ""

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise _error(self.place, "The pattern ends too early.")
        self.index += 1
        return character

    def alternatives(self, depth: int) -> tuple[str, bool]:
        """Read `a|b`; the flag says that something inside repeats."""
        if depth > 10:
            raise _error(self.place, "The pattern nests more than 10 groups.")
        branches, repeats = [], False
        while True:
            branch, inside = self.sequence(depth)
            if not branch:
                raise _error(self.place, "The pattern has an empty part.")
            branches.append(branch)
            repeats = repeats or inside
            if self.peek() != "|":
                return "|".join(branches), repeats
            self.take()

    def sequence(self, depth: int) -> tuple[str, bool]:
        written, repeats = "", False
        while self.peek() not in ("", "|", ")"):
            if self.peek() in "^$":
                written += self.take()
                continue
            atom, inside = self.atom(depth)
            times = self.quantifier()
            if times not in ("", "?") and inside:
                raise _error(self.place, "A repeated group must not repeat inside.")
            repeats = repeats or inside or times not in ("", "?")
            written += atom + times
        return written, repeats

    def quantifier(self) -> str:
        times = ""
        if self.peek() and self.peek() in "?*+":
            times = self.take()
        elif self.peek() == "{":
            self.take()
            bounds = ""
            while self.peek() != "}":
                bounds += self.take()
            self.take()
            low, _, high = bounds.partition(",")
            numbers = [low, high] if high else [low]
            if not all(text.isascii() and text.isdigit() and int(text) <= _MAX_REPEAT for text in numbers):
                raise _error(self.place, f"Write {{m}}, {{m,}} or {{m,n}} with numbers up to {_MAX_REPEAT}.")
            if high and int(high) < int(low):
                raise _error(self.place, "In {m,n} the second number is the larger one.")
            times = "{" + bounds + "}"
        if times and self.peek() and self.peek() in "?*+{":
            raise _error(self.place, f"“{self.peek()}” cannot follow “{times}”.")
        return times

    def atom(self, depth: int) -> tuple[str, bool]:
        character = self.take()
        match character:
            case "(":
                if self.peek() == "?":
                    raise _error(self.place, "Groups of the form (?…) are not known.")
                inside, repeats = self.alternatives(depth + 1)
                if self.take() != ")":
                    raise _error(self.place, "A group is not closed.")
                return f"({inside})", repeats
            case "[":
                return self.characters(), False
            case ".":
                return "[^\\n]", False
            case "\\":
                return self.escaped(), False
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise _error(
                    self.place, f"“{character}” has nothing to repeat; write \\{character} for itself."
                )
            case _:
                return "\\" + character if character in _SPECIAL else character, False

    def escaped(self) -> str:
        character = self.take()
        if character in _CLASSES:
            return f"[{_CLASSES[character]}]"
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character.isalnum() or ord(character) > 126 or ord(character) < 33:
            raise _error(self.place, f"“\\{character}” is not known.")
        return "\\" + character if character in _SPECIAL else character

    def characters(self) -> str:
        """Read a class of characters after its `[`."""
        written = "["
        if self.peek() == "^":
            written += self.take()
        empty = True
        while self.peek() != "]":
            first, single = self.member()
            if (
                single
                and self.peek() == "-"
                and self.pattern[self.index + 1 : self.index + 2] not in ("]", "")
            ):
                self.take()
                last, also_single = self.member()
                if not also_single or _plain(last) < _plain(first):
                    raise _error(self.place, "A range in [ ] goes from a smaller to a larger character.")
                written += f"{first}-{last}"
            else:
                written += first
            empty = False
        if empty:
            raise _error(self.place, "A class [ ] is empty.")
        self.take()
        return written + "]"

    def member(self) -> tuple[str, bool]:
        character = self.take()
        if character == "\\":
            character = self.take()
            if character in _CLASSES:
                return _CLASSES[character], False
            if character in _CONTROLS:
                return _CONTROLS[character], True
            if character.isalnum():
                raise _error(self.place, f"“\\{character}” is not known.")
        elif character == "[":
            raise _error(self.place, "Inside [ ] write \\[ for “[”.")
        return "\\" + character if character in "\\]^[-" else character, True


def _plain(written: str) -> str:
    return written[-1]
