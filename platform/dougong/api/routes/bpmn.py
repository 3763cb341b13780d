"""BPMN: a flow of the draft goes out as BPMN 2.0 XML, and a BPMN 2.0 file comes in as a flow."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query, UploadFile
from starlette.responses import Response

from dougong.actions.bpmn_files import export_flow, import_flow
from dougong.api.answers.base import answered, file_of
from dougong.api.answers.bpmn import BpmnFlow
from dougong.api.deps import DesignerContext
from dougong.api.opening import ContextRoute
from dougong.api.problems import item
from dougong_bpmn import MOST_BYTES

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/draft", tags=["Builder"])


@router.get("/flow/{key}/bpmn", response_class=Response, responses=file_of("application/xml"))
def get_bpmn(app: str, key: str, context: DesignerContext) -> Response:
    """Return a flow of the draft as a BPMN 2.0 file with its drawing."""
    return Response(
        export_flow(context, app, key),
        media_type="application/xml",
        headers={"content-disposition": f'attachment; filename="{key}.bpmn"'},
    )


@router.post("/bpmn", responses=answered(BpmnFlow))
def post_bpmn(
    app: str, file: UploadFile, context: DesignerContext, entity: str = Query("", max_length=48)
) -> dict[str, Any]:
    """Return the flow in a BPMN 2.0 file, and what of the file must be completed, cannot run, or is only kept.

    `entity` is the one on whose records it will run; an export names its own. Nothing is written; the document is
    kept with `PUT /apps/{app}/draft/flow/{key}`.
    """
    found = import_flow(context, app, file.file.read(MOST_BYTES + 1), entity)
    return {
        "document": found.document,
        "own": found.own,
        "changed": found.changed,
        "elements": [
            {"element": element, "kind": kind, "count": count}
            for (element, kind), count in found.elements.items()
        ],
        "notes": [item(note, context.language) for note in found.notes],
    }
