"""Public forms: what anybody with the link sees and sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Request, UploadFile
from pydantic import Field
from starlette.responses import Response

from dougong.access.public_links import PublicLink
from dougong.actions.submit_form import submit_form
from dougong.actions.visitor_form import choices_of, look
from dougong.api.answers.base import answered
from dougong.api.answers.files import StoredFile
from dougong.api.answers.forms import (
    Challenge,
    FormPassGiven,
    PublicFormDescription,
    PublicLook,
    PublicThanks,
)
from dougong.api.bodies import Closed
from dougong.api.deps import IdempotencyKey, PublicContext, answer_once, database_of, settings_of
from dougong.api.form_guards import (
    check_files,
    check_pass,
    check_proof,
    check_unanswered,
    ending,
    upload_limits,
    use_up,
)
from dougong.api.form_passes import sign_pass
from dougong.api.form_starts import check_start, sign_start
from dougong.api.opening import ContextRoute
from dougong.api.proof_of_work import challenge
from dougong.api.public_forms import (
    asks_server,
    check_open,
    clock_asked,
    count_in,
    described,
    linkage_of,
    looked,
    offered_fields,
    opened,
    sections,
    settings_asked,
    tracked_fields,
)
from dougong.connect.sealing import secret_key
from dougong.context import Context, Principal
from dougong.errors import Invalid, NotFound
from dougong.files.store import store
from dougong.idempotency import Answer
from dougong.identity.people import organisation_row
from dougong.identity.secrets import password_matches
from dougong.metadata import App
from dougong.rates import spend
from dougong.workspace import told_name
from dougong_form import CompiledForm, field_items
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, tags=["Public forms"])

FormPass = Annotated[str, Header(alias="X-Form-Pass", max_length=200)]
Visitor = Annotated[str, Header(alias="X-Form-Visitor", max_length=100)]

ANSWERS_OF_ADDRESS = (10, timedelta(minutes=1))
ANSWERS_OF_LINK = (200, timedelta(hours=1))
LOOKS_OF_ADDRESS = (120, timedelta(minutes=1))
FILES_OF_ADDRESS = (30, timedelta(minutes=10))
FILES_OF_LINK = (500, timedelta(hours=1))
PASSWORDS_OF_ADDRESS = (10, timedelta(hours=1))
PASSWORDS_OF_LINK = (200, timedelta(hours=1))
"""How often each of these may happen, and within what time."""


class PublicAnswer(Closed):
    """What a visitor sends. `website` is a field no person sees; `start` is that of the form's description;
    `source` is where he came from, `visitor` what his browser calls itself, `pass` what the password gave,
    `altcha` the solved puzzle of a form that asks for one.
    """

    values: dict[str, Any] = Field(max_length=200)
    consent: bool = False
    website: str = Field("", max_length=500)
    start: str = Field("", max_length=200)
    source: dict[str, str] = Field(default_factory=dict, max_length=20)
    visitor: str = Field("", max_length=100)
    form_pass: str = Field("", max_length=200, alias="pass")
    altcha: str = Field("", max_length=2000)


class Search(Closed):
    """What is looked for in a field that points to a record."""

    field: str = Field(max_length=48)
    text: str = Field(max_length=200)


class PublicAsked(Closed):
    """The answers so far; `picked` is the field in which a record was chosen last."""

    values: dict[str, Any] = Field(max_length=200)
    source: dict[str, str] = Field(default_factory=dict, max_length=20)
    picked: str | None = Field(None, max_length=48)
    search: Search | None = None


class Password(Closed):
    """What a visitor of a protected form knows."""

    password: str = Field(max_length=200)


@router.get("/public/forms/{token}", responses=answered(PublicFormDescription))
def get_public_form(
    token: str, request: Request, context: PublicContext, form_pass: FormPass = "", visitor: Visitor = ""
) -> dict[str, Any]:
    """Describe an open form to a visitor: its own fields and nothing else of the app.

    `start` is to be sent with the answer; it says when the form was given out. A form with a password answers
    409 with the state `locked` until its pass is sent along.
    """
    app, form, link = opened(context, token)
    check_open(context, app, form, link)
    key = secret_key(settings_of(request))
    check_pass(key, link, form_pass, context.now)
    check_unanswered(context, app, form, key, visitor)
    public = form.form.public or {}
    home = organisation_row(context.conn)
    offered = {field.key: field for field in offered_fields(app, form)}
    items = {str(item["field"]): item for _pointer, item in field_items(form.form.layout, "/layout")}
    return {
        "name": public.get("title") or form.form.name,
        "description": public.get("description"),
        "organisation": told_name(home.name),
        "language": home.language,
        "fields": [
            described(
                field,
                items.get(field.key, {}),
                upload_limits(form, settings_of(request)),
                choices_of(form).get(field.key),
            )
            for field in offered.values()
        ],
        "sections": list(sections(form.form.layout, offered)),
        "linkage": list(linkage_of(form, offered)),
        "asks": asks_server(form, offered),
        "settings": settings_asked(context, app, form),
        "clock": clock_asked(context, form),
        "prefill": [key for key in public.get("prefill", ()) if key in offered],
        "source": [field.key for field in tracked_fields(app, form)],
        "consent": public.get("consent"),
        "proof": bool(public.get("proof")),
        "once": bool(public.get("once")),
        "start": sign_start(key, token, context.now),
    }


@router.post("/public/forms/{token}/look", responses=answered(PublicLook))
def post_public_look(
    token: str, body: PublicAsked, request: Request, context: PublicContext, form_pass: FormPass = ""
) -> dict[str, Any]:
    """Say what a form looks like for the answers so far, and which records may be chosen; nothing is kept.

    Of a field whose records are searched only those are told whose name holds the words of `search`.
    """
    app, form, link = opened(context, token)
    check_open(context, app, form, link)
    check_pass(secret_key(settings_of(request)), link, form_pass, context.now)
    _spend(request, context, {f"look:{_address(request)}": LOOKS_OF_ADDRESS})
    offered = {field.key: field for field in offered_fields(app, form)}
    found = look(
        _visitor(context, form),
        app,
        form,
        body.values,
        offered=offered,
        given={**_source(app, form, body.source), **link.values},
        picked=body.picked,
        search=None if body.search is None else (body.search.field, body.search.text),
    )
    return looked(found, offered)


@router.post("/public/forms/{token}/open", responses=answered(FormPassGiven))
def open_public_form(token: str, body: Password, request: Request, context: PublicContext) -> dict[str, Any]:
    """Give whoever knows a form's password the pass that opens it for a day; wrong ones are few in an hour."""
    _app, _form, link = opened(context, token)
    _spend(
        request,
        context,
        {
            f"pass:{link.id}:{_address(request)}": PASSWORDS_OF_ADDRESS,
            f"pass:{link.id}": PASSWORDS_OF_LINK,
        },
    )
    if not password_matches(link.password, body.password):
        raise Invalid(
            "The password is not right.",
            problems=[Problem(code="password", pointer="/password", message="This is not the password.")],
        )
    return {"pass": sign_pass(secret_key(settings_of(request)), link, context.now)}


@router.get("/public/forms/{token}/challenge", responses=answered(Challenge))
def get_challenge(token: str, request: Request, context: PublicContext) -> dict[str, Any]:
    """Give a puzzle whose solution an answer brings along, as the ALTCHA protocol writes it."""
    opened(context, token)
    return challenge(secret_key(settings_of(request)), token, context.now)


@router.post("/public/forms/{token}/files", status_code=201, responses=answered(StoredFile, status=201))
def post_public_file(
    token: str, file: UploadFile, request: Request, context: PublicContext, form_pass: FormPass = ""
) -> dict[str, Any]:
    """Keep a file that an answer will hold; nobody reads it back."""
    app, form, link = opened(context, token)
    check_open(context, app, form, link)
    check_pass(secret_key(settings_of(request)), link, form_pass, context.now)
    if not any(field.type.holds_files for field in offered_fields(app, form)):
        raise NotFound("This form takes no files.")
    _spend(
        request, context, {f"files:{_address(request)}": FILES_OF_ADDRESS, f"files:{link.id}": FILES_OF_LINK}
    )
    settings = settings_of(request)
    return store(
        context.conn,
        settings.home,
        file.file,
        name=file.filename or "file",
        actor=_visitor(context, form).principal.uploader,
        now=context.now,
        limit=upload_limits(form, settings)["bytes"],
    )


@router.post("/public/forms/{token}", status_code=201, responses=answered(PublicThanks, status=201))
def post_public_form(
    token: str, body: PublicAnswer, request: Request, context: PublicContext, key: IdempotencyKey = None
) -> Response:
    """Take an answer; the thanks say nothing about what is stored.

    What is wrong in it is said first; one sent within two seconds, or without a start of the last day, is
    refused with 409 and the `start` to send again with after `retry_after` seconds.
    """
    app, form, link = opened(context, token)
    _spend(
        request,
        context,
        {f"form:{_address(request)}": ANSWERS_OF_ADDRESS, f"form:{link.id}": ANSWERS_OF_LINK},
    )
    secret = secret_key(settings_of(request))
    check_pass(secret, link, body.form_pass, context.now)
    thanks = Answer(201, orjson.dumps(ending(form, settings_of(request))))
    if body.website:
        return Response(thanks.body, status_code=thanks.status, media_type="application/json")
    visitor = _visitor(context, form)

    def act() -> Answer:
        count_in(visitor, app, form, link)
        _submit(visitor, app, form, link, body, upload_limits(form, settings_of(request))["most"])
        use_up(visitor, app, form, secret, body.visitor, body.values)
        check_proof(visitor, app, form, secret, token, body.altcha)
        # Last, so that wrong values are told as ever; the refusal undoes what was written.
        check_start(secret, token, body.start, context.now)
        return thanks

    return answer_once(visitor, key, orjson.dumps([token, body.values]), act)


def _spend(request: Request, context: Context, names: Mapping[str, tuple[int, timedelta]]) -> None:
    """Count a use of each name; it stays counted whatever becomes of the request."""
    with database_of(request).begin() as counting:
        for name, (limit, window) in names.items():
            spend(counting, name, limit=limit, window=window, now=context.now)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _visitor(context: Context, form: CompiledForm) -> Context:
    return context.with_(
        principal=Principal(
            kind="public_form",
            name=form.form.key,
            reference=form.form.id,
            revision=context.principal.revision,
        )
    )


def _submit(
    visitor: Context, app: App, form: CompiledForm, link: PublicLink, body: PublicAnswer, most_files: int
) -> None:
    if (form.form.public or {}).get("consent") and not body.consent:
        raise Invalid(
            "Your consent is needed.",
            problems=[Problem(code="required", pointer="/consent", message="Please tick this to go on.")],
        )
    offered = {field.key: field for field in offered_fields(app, form)}
    check_files(offered.values(), body.values, most_files)
    given = {**_source(app, form, body.source), **link.values, **_consented(visitor, app, form)}
    try:
        submit_form(visitor, app, form.form.key, body.values, offered=offered, given=given)
    except Invalid as refused:
        refused.problems = tuple(_placed(one, offered) for one in refused.problems)
        raise


def _placed(problem: Problem, offered: Collection[str]) -> Problem:
    """Return a problem without its place when that is a field that the visitor does not know of."""
    known = problem.code == "unknown_field" or problem.pointer.split("/")[1:2] in [[key] for key in offered]
    return problem if known else replace(problem, pointer="")


def _consented(context: Context, app: App, form: CompiledForm) -> dict[str, Any]:
    """Return what the form keeps of a consent, which was given: yes, the day or the moment."""
    key = (form.form.public or {}).get("consent_field")
    field = app.entities[form.form.entity].fields.get(str(key))
    if field is None or not (form.form.public or {}).get("consent"):
        return {}
    kept = {"switch": True, "date": context.today.isoformat(), "datetime": context.now.isoformat()}
    return {field.key: kept[field.type.name]}


def _source(app: App, form: CompiledForm, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the form keeps of where a visitor came from; what does not fit, nobody could mend."""
    kept = {field.key: given[field.key][:200] for field in tracked_fields(app, form) if field.key in given}
    _typed, problems = app.entities[form.form.entity].validator.read(kept, partial=True)
    refused = {problem.pointer.split("/")[1] for problem in problems}
    return {key: value for key, value in kept.items() if key not in refused}
