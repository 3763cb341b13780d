"""Jobs: long work that the signed-in person started."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from dougong import user_jobs
from dougong.api.answers.base import answered
from dougong.api.answers.records import Job
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.errors import Conflict

router = APIRouter(route_class=ContextRoute, prefix="/jobs", tags=["Jobs"])


@router.get("/{job}", responses=answered(Job))
def read_job(context: MemberContext, job: UUID) -> dict[str, Any]:
    """Return a job: its state, how far it is, and its result when it has ended."""
    return user_jobs.get(context, job)


@router.post("/{job}/cancel", responses=answered(Job, Conflict))
def cancel_job(context: MemberContext, job: UUID) -> dict[str, Any]:
    """Ask a job to end."""
    user_jobs.cancel(context, job)
    return user_jobs.get(context, job)
