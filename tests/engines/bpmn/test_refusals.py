"""Files that could do harm, or are none of ours, are refused with what is wrong, before anything is read from them."""

from __future__ import annotations

import time

import pytest

from dougong_bpmn import MOST_BYTES, FileRefused
from dougong_bpmn.tree import MOST_DEPTH, MOST_ELEMENTS
from dougong_model import DocumentError
from tests.engines.bpmn.test_round_trip import FILES, read

_BOMB = "".join(
    f'<!ENTITY e{number} "{("&e" + str(number - 1) + ";") * 10 if number else "ha" * 50}">'
    for number in range(10)
)
_MODEL = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
TYPED = "The file declares a document type (DOCTYPE) or entities; such files are not read."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (f"<!DOCTYPE a [{_BOMB}]><a>&e9;</a>", TYPED),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', TYPED),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>', TYPED),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><a/>', TYPED),
        ("<a>" * 5000 + "</a>" * 5000, f"The file is nested more than {MOST_DEPTH} levels deep."),
        ("<a>" + "<b/>" * (MOST_ELEMENTS + 1) + "</a>", f"The file has more than {MOST_ELEMENTS} elements."),
        ("<a>" + "x" * MOST_BYTES + "</a>", f"The file has more than {MOST_BYTES} bytes."),
        ("<a><b></a>", "This is no XML at line 1, column 9."),
        ("", "This is no XML at line 1, column 1."),
        ('<?xml version="1.0" encoding="martian"?><a/>', "The file names an encoding that is not known."),
        ("<html/>", "This is no BPMN 2.0 file: its root is not “definitions” of BPMN 2.0."),
        (f"<definitions {_MODEL}/>", "The file has no process."),
    ],
)
def test_a_file_is_refused_with_what_is_wrong(data: str, told: str) -> None:
    """At once: nothing of it grows, is fetched or is looked up."""
    started = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        read(data)
    assert str(refused.value) == told
    assert time.monotonic() - started < 2


def test_words_of_ours_that_do_not_fit_are_told() -> None:
    """Somebody wrote another kind of value into our own part of a file."""
    xml = (
        (FILES / "user_tasks.bpmn")
        .read_text()
        .replace(
            "<camunda:formData>",
            '<dougong:node xmlns:dougong="urn:dougong:bpmn" id="abcdefgh" key="check" kind="approve">'
            '{"who": 7, "limits": [3]}</dougong:node><camunda:formData>',
        )
    )
    with pytest.raises(DocumentError) as refused:
        read(xml, entity="deal")
    assert {problem.pointer for problem in refused.value.problems} == {"/nodes/0/who", "/nodes/0/limits/0"}


def test_a_text_is_read_in_the_encoding_of_its_file() -> None:
    """UTF-16, as some tools write it."""
    raw = (FILES / "user_tasks.bpmn").read_text().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    names = {
        node["key"]: node.get("name") for node in read(raw.encode("utf-16"), entity="deal").document["nodes"]
    }
    assert names["activity_tell"] == {"en": "告诉申请人"}


def test_the_largest_file_is_read_in_seconds() -> None:
    """As many tasks, ways and notes as a file may have, all of one name and one after the other."""
    count = (MOST_ELEMENTS - 4) // 3
    tasks = "".join(
        f'<task id="a{number}" name="t"/><textAnnotation id="n{number}"/>' for number in range(count)
    )
    ways = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="a{number}" targetRef="a{number + 1}"/>'
        for number in range(count - 1)
    )
    started = time.monotonic()
    found = read(
        f'<definitions {_MODEL}><process id="p">{tasks}{ways}</process></definitions>', entity="deal"
    )
    assert (len(found.document["nodes"]), len(found.document["edges"])) == (2 * count, count)
    assert time.monotonic() - started < 30
