"""Limits: what one formula may cost."""

from __future__ import annotations

MAX_LENGTH = 8_000
"""Characters of a formula's text."""

MAX_DEPTH = 64
"""Levels of nesting."""

MAX_TEXT_BYTES = 65_536
"""Bytes of a text result; beyond that the value is `#VALUE!`."""

MAX_INTERMEDIATE_BYTES = 1_048_576
"""Bytes that `SUBSTITUTE` may produce at worst inside an expression."""

MAX_FUEL = 1_000_000
"""Rows that the aggregates of one evaluation may visit; beyond that the value is `#NUM!`."""

MAX_EXPONENT = 1_000
"""Largest exponent of `POWER` and `^`, either sign."""

MAX_PLACES = 100
"""Largest number of places of the rounding functions, either sign."""

MAX_DIGITS = 160
"""Digits that an exact product may need; operands beyond that are first brought to a stored number."""

MAX_DAYS = 4_000_000
"""Largest number of days a date may be moved by."""

MAX_WORKDAYS = 3_660
"""Largest number of working days that `WORKDAY` moves a date by, either way; beyond that `#VALUE!`."""

WORKDAY_SLACK = 400
"""Days beyond twice that number in which the working day must lie, else the calendar has too few: `#VALUE!`."""

MAX_SQL_NODES = 50_000
"""Elements of one SQL expression."""

MAX_PATTERN = 200
"""Characters of a regular expression."""
