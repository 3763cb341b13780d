"""Tree: XML read into plain elements and written again; a file that could do harm is refused before it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from dougong_bpmn.names import PREFIXES, XSI, Name

MOST_BYTES = 1_500_000
MOST_DEPTH = 60
MOST_ELEMENTS = 10_000

_XML_TYPE: Name = (XSI, "type")
_XMLNS = "http://www.w3.org/XML/1998/namespace"


class FileRefused(Exception):
    """A file that is not read: too large, too deep, with a document type, or no XML; says why."""


@dataclass(slots=True)
class Element:
    """An element: its name, attributes by name, and what it holds in its order; spaces between elements are left out."""

    name: Name
    attributes: dict[Name, str] = field(default_factory=dict)
    content: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        """Return the elements in it."""
        return [one for one in self.content if isinstance(one, Element)]

    @property
    def text(self) -> str:
        """Return its own text."""
        return "".join(one for one in self.content if isinstance(one, str))

    def get(self, local: str) -> str | None:
        """Return an attribute without a prefix."""
        return self.attributes.get(("", local))

    def set(self, local: str, value: str | None) -> None:
        """Set an attribute without a prefix; None takes it away."""
        if value is None:
            self.attributes.pop(("", local), None)
        else:
            self.attributes["", local] = value

    def first(self, name: Name) -> Element | None:
        """Return the first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def every(self, name: Name) -> list[Element]:
        """Return the children of a name."""
        return [one for one in self.children if one.name == name]

    def add(self, name: Name, text: str = "", /, **attributes: str | None) -> Element:
        """Put a new element at the end and return it; attributes that are None are left out."""
        made = element(name, text, **attributes)
        self.content.append(made)
        return made

    def drop(self, *children: Element) -> None:
        """Take children out."""
        gone = {id(one) for one in children}
        self.content = [one for one in self.content if id(one) not in gone]

    def walk(self) -> Iterator[Element]:
        """Yield the element and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


Canonical: TypeAlias = tuple[Name, tuple[tuple[Name, str], ...], tuple[object, ...]]


def element(name: Name, text: str = "", /, **attributes: str | None) -> Element:
    """Make an element; attributes that are None are left out."""
    given = {("", key): value for key, value in attributes.items() if value is not None}
    return Element(name, given, [text] if text else [])


def canonical(one: Element) -> Canonical:
    """Return what two elements have in common when they say the same: the order of attributes says nothing."""
    return (
        one.name,
        tuple(sorted(one.attributes.items())),
        tuple(canonical(child) if isinstance(child, Element) else child for child in one.content),
    )


# -- reading


class _Reading:
    """What has been read so far: open elements from the outside in, and the prefixes that count there."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.scopes: dict[str, list[str]] = {}
        self.prefixes: dict[str, str] = {}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.scopes.setdefault(prefix or "", []).append(uri or "")
        if prefix and uri and uri not in self.prefixes:
            self.prefixes[uri] = prefix

    def undeclare(self, prefix: str | None) -> None:
        self.scopes[prefix or ""].pop()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise FileRefused(f"The file has more than {MOST_ELEMENTS} elements.")
        if len(self.open) >= MOST_DEPTH:
            raise FileRefused(f"The file is nested more than {MOST_DEPTH} levels deep.")
        made = Element(_name(name), {_name(key): value for key, value in attributes.items()})
        if _XML_TYPE in made.attributes:
            made.attributes[_XML_TYPE] = self._typed(made.attributes[_XML_TYPE])
        if self.open:
            self.open[-1].content.append(made)
        else:
            self.root = made
        self.open.append(made)

    def _typed(self, value: str) -> str:
        """Write the prefixed name of a type as `uri local`, as a prefix means nothing outside its file."""
        prefix, _, local = value.strip().rpartition(":")
        scope = self.scopes.get(prefix) or [""]
        return f"{scope[-1]} {local}".strip()

    def end(self, _: str) -> None:
        done = self.open.pop()
        if done.children:
            done.content = [one for one in done.content if isinstance(one, Element) or one.strip()]

    def say(self, text: str) -> None:
        if not self.open:
            return
        content = self.open[-1].content
        if content and isinstance(content[-1], str):
            content[-1] += text
        else:
            content.append(text)


def _name(raw: str) -> Name:
    uri, _, local = raw.rpartition(" ")
    return (uri, local)


def read_xml(data: bytes) -> tuple[Element, dict[str, str]]:
    """Read XML; returns its root and the prefixes of the file by namespace. Raises FileRefused."""
    if len(data) > MOST_BYTES:
        raise FileRefused(f"The file has more than {MOST_BYTES} bytes.")
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.StartNamespaceDeclHandler = reading.declare
    parser.EndNamespaceDeclHandler = reading.undeclare
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FileRefused(f"This is no XML at line {error.lineno}, column {error.offset + 1}.") from None
    except (LookupError, ValueError):
        raise FileRefused("The file names an encoding that is not known.") from None
    assert reading.root is not None
    return reading.root, reading.prefixes


def _refuse_type(*_: object) -> None:
    """Refuse every document type: entities that name files, or grow without end, are declared in one."""
    raise FileRefused("The file declares a document type (DOCTYPE) or entities; such files are not read.")


# -- writing


def write_xml(root: Element, prefixes: Mapping[str, str] | None = None, *, indent: bool = True) -> str:
    """Write an element with the namespaces that it needs declared at its root; `prefixes` are those liked best."""
    known = _prefixes(root, prefixes or {})
    lines: list[str] = []
    declared = "".join(
        f" xmlns:{prefix}={quoteattr(uri)}"
        for uri, prefix in sorted(known.items(), key=lambda one: one[1])
        if uri != _XMLNS
    )
    _write(root, known, declared, 0 if indent else None, lines)
    return ("\n" if indent else "").join(lines)


def write_document(root: Element, prefixes: Mapping[str, str] | None = None) -> str:
    """Write an XML file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{write_xml(root, prefixes)}\n'


def _prefixes(root: Element, liked: Mapping[str, str]) -> dict[str, str]:
    used: dict[str, None] = {}
    for one in root.walk():
        used[one.name[0]] = None
        for (uri, local), value in one.attributes.items():
            used[uri] = None
            if (uri, local) == _XML_TYPE and " " in value:
                used[value.split(" ")[0]] = None
    wanted = {**liked, **PREFIXES}
    found = {_XMLNS: "xml"} if _XMLNS in used else {}
    for uri in [*PREFIXES, *(uri for uri in used if uri and uri not in PREFIXES), *liked]:
        if uri in found or (uri in PREFIXES and uri not in used):
            continue
        prefix = base = wanted.get(uri) or "ns"
        number = 0
        taken = {*found.values(), *(own for other, own in PREFIXES.items() if other != uri)}
        while prefix in taken:
            number += 1
            prefix = f"{base}{number}"
        found[uri] = prefix
    return found


def _write(
    one: Element, known: Mapping[str, str], declared: str, depth: int | None, lines: list[str]
) -> None:
    pad = "" if depth is None else "  " * depth
    tag = _written(one.name, known)
    attributes = "".join(
        f" {_written(key, known)}={quoteattr(_value(key, value, known), _ESCAPES)}"
        for key, value in one.attributes.items()
    )
    head = f"{pad}<{tag}{declared}{attributes}"
    if not one.content:
        lines.append(f"{head} />")
        return
    if any(isinstance(part, str) for part in one.content):
        lines.append(f"{head}>{_inner(one, known)}</{tag}>")
        return
    lines.append(f"{head}>")
    for child in one.children:
        _write(child, known, "", None if depth is None else depth + 1, lines)
    lines.append(f"{pad}</{tag}>")


_ESCAPES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _inner(one: Element, known: Mapping[str, str]) -> str:
    """Write what stands among text: not a space may be added there."""
    parts = []
    for part in one.content:
        if isinstance(part, str):
            parts.append(escape(part, {"\r": "&#13;"}))
        else:
            lines: list[str] = []
            _write(part, known, "", None, lines)
            parts.append("".join(lines))
    return "".join(parts)


def _written(name: Name, known: Mapping[str, str]) -> str:
    return f"{known[name[0]]}:{name[1]}" if name[0] else name[1]


def _value(name: Name, value: str, known: Mapping[str, str]) -> str:
    if name == _XML_TYPE and " " in value:
        uri, _, local = value.partition(" ")
        return f"{known[uri]}:{local}"
    return value
