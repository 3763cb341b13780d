"""Names: the namespaces of BPMN 2.0 and its diagrams, ours, and the prefixes under which they are written."""

from __future__ import annotations

from collections.abc import Mapping

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DD = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DOUGONG = "urn:dougong:bpmn"
FORMULA = "urn:dougong:formula"
"""The expression language of conditions, as `language` names it."""
OUTCOME = "urn:dougong:outcome"
"""The language of a condition that names the outcome of the node before it: `approved`, `rejected`."""

PREFIXES: Mapping[str, str] = {
    BPMN: "bpmn",
    DI: "bpmndi",
    DC: "dc",
    DD: "di",
    XSI: "xsi",
    DOUGONG: "dougong",
}

Name = tuple[str, str]
"""Namespace and local name."""


def bpmn(local: str) -> Name:
    """Return a name of BPMN's model."""
    return (BPMN, local)


def ours(local: str) -> Name:
    """Return a name of our extension."""
    return (DOUGONG, local)


def plain(local: str) -> Name:
    """Return the name of an attribute without a prefix."""
    return ("", local)
