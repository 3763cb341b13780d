"""BPMN: flow documents as BPMN 2.0 XML with their drawing, and files of BPMN 2.0 as flow documents.

What the two have in common is translated, what only one of them knows is kept beside it, and what another tool's file
says that cannot run here is told. Uses dougong_model. Public: everything named below.
"""

from dougong_bpmn.read import Imported, read_bpmn
from dougong_bpmn.tree import MOST_BYTES, FileRefused
from dougong_bpmn.write import write_bpmn

__all__ = ["MOST_BYTES", "FileRefused", "Imported", "read_bpmn", "write_bpmn"]
