"""Markup: the HTML of rich text made safe and of one form, and the words in it.

What comes in is never trusted, whoever sends it: everything outside a small fixed vocabulary is taken out,
so that what is stored can be put on a page as it stands. Making safe what is safe changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser

import nh3

from dougong_form.definition import ValueRefused

LONGEST_HTML = 200_000
"""Characters of the HTML that is taken in, marks included."""
DEEPEST = 60
"""So many marks may stand inside one another."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""What a link may begin with."""
_MOST_OPEN = 200
_MOST_MARKS = 16
_MOST_SPAN = 100

_BLOCKS = frozenset({"p", "h2", "h3", "ul", "ol", "li", "blockquote", "pre", "table", "tr"})
_CELLS = frozenset({"td", "th"})
TAGS = _BLOCKS | _CELLS | {"br", "tbody", "a", "strong", "em", "u", "s", "code"}
"""The vocabulary: paragraphs, two headings, lists, quotes, code, tables, links and five marks."""

_RENAMED = {
    "b": "strong",
    "i": "em",
    "ins": "u",
    "del": "s",
    "strike": "s",
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "div": "p",
}
"""Other names of what the vocabulary has."""
_DROPPED = frozenset(
    {
        "script",
        "style",
        "title",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "xml",
        "textarea",
        "select",
        "audio",
        "video",
        "canvas",
    }
)
"""What is taken out with all that it holds; of any other tag the words stay."""
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
_TAG = re.compile(r"<(/?)(" + "|".join(sorted(_RENAMED, key=len, reverse=True)) + r")(?=[ >])")
_DEAD_LINK = re.compile(r"<a(?! href=)(?: [^>]*)?>(.*?)</a>", re.DOTALL)
_OPENED = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source", "track"}
)
_NOT_COUNTED = _VOID | {"p", "li", "td", "th", "tr", "dt", "dd"}
_TEXTUAL = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"})
_MARKS = _TEXTUAL | {"tt", "u"}
_NUMBER = re.compile(r"[0-9]{1,5}\Z")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep the number of an attribute that is one, and no cell that is wider than a table can be."""
    if tag == "a":
        return value.strip()
    if not _NUMBER.match(value):
        return None
    return value if name == "start" or int(value) <= _MOST_SPAN else None


def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


_WIDE = _cleaner(TAGS | _RENAMED.keys())
_NARROW = _cleaner(frozenset(TAGS))


def safe_html(html: str) -> str:
    """Return rich text in the vocabulary; raises ValueRefused for what is nested beyond reason."""
    _refuse_depth(html)
    found = _WIDE.clean(html)
    renamed = _TAG.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2]]}", found)
    renamed = _DEAD_LINK.sub(r"\1", renamed)
    # What was renamed may stand where it cannot, such as a paragraph in a paragraph: it is read once more.
    cleaned = _NARROW.clean(renamed)
    return (cleaned.replace("<p></p>", "") if "<div" in found else cleaned).strip()


def _refuse_depth(html: str) -> None:
    """Refuse what would be slow to read: how long a browser's way of reading takes goes by what stands open.

    Only tags that stay open until they are closed are counted, and marks for themselves: these are opened
    again in each paragraph that follows.
    """
    opened: Counter[str] = Counter()
    for tag in _OPENED.finditer(_COMMENT.sub("", html)):
        name = tag[2].lower()
        if name in _NOT_COUNTED:
            continue
        if not tag[1]:
            opened[name] += 1
        elif opened[name]:
            opened[name] -= 1
        marks = sum(opened[one] for one in _MARKS) if name in _MARKS else 0
        if marks > _MOST_MARKS or (not tag[1] and opened.total() > _MOST_OPEN):
            raise ValueRefused("too_deep", f"This is more than {DEEPEST} levels deep.")


class _Words(HTMLParser):
    """Collects the words of safe HTML: a line for each block, a tab between cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.literal = 0
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        if tag in _BLOCKS:
            self._line()
        if tag == "pre":
            self.literal += 1
        elif tag == "br":
            self.lines.append("")
        elif tag in _CELLS and self.lines[-1]:
            self.lines[-1] += "\t"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        if tag == "pre":
            self.literal -= 1
        if tag in _BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        data = data.replace("\xa0", " ")
        if self.literal:
            first, *others = data.split("\n")
            self.lines[-1] += first
            self.lines += others
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        self.lines[-1] += words.lstrip(" ") if self.lines[-1][-1:] in ("", " ", "\t") else words

    def _line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")

    def words(self) -> str:
        """Return what was collected, without blank lines at its ends."""
        return "\n".join(line.rstrip() for line in self.lines).strip()


def words_of(html: str) -> str:
    """Return the words of safe HTML; raises ValueRefused for what is nested beyond reason."""
    reading = _Words()
    reading.feed(html)
    reading.close()
    if reading.deepest > DEEPEST:
        raise ValueRefused("too_deep", f"This is more than {DEEPEST} levels deep.")
    return reading.words()


def html_of(words: str) -> str:
    """Return plain words as rich text: a paragraph for each line."""
    lines = words.strip().splitlines()
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in lines)
