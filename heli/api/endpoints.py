"""The addresses of the API. Acts and reads are looked up in their registries at each request, so a new one is there at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, get_origin

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.utils import check_csrf
from pydantic import Field, StrictInt, create_model

from heli.acts.pipeline import allowed, carry_out
from heli.acts.registry import Act, Input, all_acts
from heli.acts.schema import validate
from heli.acts.subjects import card_of, kind_for, subject_card
from heli.acts.timeline import Asked, conditions, timeline
from heli.api.answers import answer, done, problem, refused
from heli.api.body import idempotency_key, read_json
from heli.documents.receiving import received_in, register_receiver
from heli.documents.service import attach
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Absent, HeliError, InvalidInput
from heli.kernel.ref import Ref
from heli.kernel.resources import resource
from heli.kernel.text import clean

SAFE = ("GET", "HEAD", "OPTIONS")
register_receiver("api:files")


class Envelope(Input):
    """What a deed is sent in. `subject` is kind:id or kind:number; `seen` the version of the subject that was looked at."""

    subject: str = Field(title="办理对象", min_length=3, max_length=200)
    input: dict[str, Any] = Field({}, title="填写内容")
    seen: StrictInt | None = Field(None, title="所见版本", ge=0, le=2**31 - 1)


class LogQuery(Input):
    """Which lines of a timeline."""

    page: int = Field(1, title="页码", ge=1, le=100_000)
    act: str = Field("", title="办理动作", max_length=80)
    clause: str = Field("", title="条款", max_length=20)


class ActsQuery(Input):
    """Which acts: all, or those about one subject with the reasons against each."""

    subject: str = Field("", title="办理对象", max_length=200)


class FilesQuery(Input):
    """What a file is attached to."""

    about: str = Field(title="所附事物", min_length=3, max_length=200)


def session(request: HttpRequest) -> Actor | None:
    """Who is signed in, by the session cookie; a change also needs the CSRF token, and an Origin that is ours (T26)."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return None
    if request.method not in SAFE and check_csrf(request) is not None:
        raise HttpError(403, "csrf")
    return replace(actor, via="api")


api = NinjaAPI(
    title="合力",
    version="1",
    description="跨部门协作平台接口。会话 Cookie 登录，写操作另带 X-CSRFToken 请求头；建议带 Idempotency-Key，重复提交只办一次。",
    docs_url=None,
    openapi_url=None,
    auth=[session],
    urls_namespace="api",
)


@api.exception_handler(HeliError)
def _of_the_house(request: HttpRequest, error: HeliError) -> HttpResponse:
    return problem(error)


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused(401, "signed_out", _("须先登录"), _("登录后再办理"))


@api.exception_handler(HttpError)
def _no_token(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refused(error.status_code, "csrf", _("校验已失效，为防止他人冒用身份，没有办理"), _("重新读取 CSRF Cookie 后再提交"))


@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
def _nowhere(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(Absent())


@api.post("/acts/{name}", url_name="act", operation_id="act", include_in_schema=False)
def perform_act(request: HttpRequest, name: str) -> HttpResponse:
    """Carry out an act. An act of the system alone answers like one that does not exist."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    act = _offered(name)
    body = validate(Envelope, read_json(request))
    card = subject_card(act, clean(body.subject), actor)
    try:
        what = carry_out(actor, act.name, card, body.input, key=idempotency_key(request), seen=body.seen)
    except InvalidInput as error:
        raise InvalidInput({f"input.{path}".rstrip("."): s for path, s in error.fields.items()}) from None
    return done(what, actor)


@api.post("/files", url_name="files", operation_id="files", summary="上传附件", include_in_schema=False)
def attach_file(request: HttpRequest) -> HttpResponse:
    """Attach the file of the multipart field `file` to `about` (kind:id); the same service as the page."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    query = validate(FilesQuery, request.GET.dict())
    about = _subject(query.about, actor).ref
    return done(attach(actor, about, received_in(request), key=idempotency_key(request)), actor)


@api.get("/acts", url_name="acts", operation_id="acts", summary="可办的动作")
def list_acts(request: HttpRequest) -> HttpResponse:
    """What can be done; with `subject`, the acts about it, each with the reasons against it for you now.

    Said is who may, what has ended or is suspended, and what the state of the subject forbids as far as that does not hang on
    what is filled in; the deed itself decides afresh.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    query = validate(ActsQuery, request.GET.dict())
    card = _subject(query.subject, actor) if query.subject else None
    kind = card.ref.kind if card else ""
    return answer({"acts": [_act(a, actor, card) for a in all_acts() if a.offered and (not kind or kind_for(a) == kind)]})


@api.get("/kinds/{kind}/{key}", url_name="card", operation_id="card", summary="一件事物")
def get_card(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A thing by id or number, as its heading shows it."""
    return answer(card_json(card_of(kind, key, request.auth)))  # type: ignore[attr-defined]


@api.get("/timeline/{kind}/{key}", url_name="timeline", operation_id="timeline", summary="操作日志")
def get_timeline(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What was done about a thing, newest first, with the names of that day."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    query = validate(LogQuery, request.GET.dict())
    return answer(timeline(_thing(kind, key, actor), actor, Asked(page=query.page, act=query.act, clause=query.clause)))


@api.get("/read/{name}", url_name="read", operation_id="read", include_in_schema=False)
def get_resource(request: HttpRequest, name: str) -> HttpResponse:
    """A read that a room offers, with the same query as its page."""
    found = resource(name)
    given = validate(parameters_of(name), request.GET.dict())
    return answer(found.read(request.auth, **{k: getattr(given, k) for k in type(given).model_fields}))  # type: ignore[attr-defined]


@api.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False, url_name="nowhere")
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api."""
    raise Absent


def _offered(name: str) -> Act:
    act = next((a for a in all_acts() if a.name == name and a.offered), None)
    if act is None:
        raise Absent
    return act


def _subject(text: str, actor: Actor) -> Card:
    kind, _colon, key = clean(text).partition(":")
    return card_of(kind, key, actor)


def _thing(kind: str, key: str, actor: Actor) -> Card:
    card = card_of(kind, key, actor)
    if card.ref.kind == "root":
        raise Absent
    return card


def _act(act: Act, actor: Actor, card: Card | None) -> dict[str, Any]:
    about = {"reasons": allowed(actor, act, card.ref)} if card else {}
    return {
        "name": act.name,
        "label": act.label,
        "clause": act.clause,
        "kind": kind_for(act),
        "conditions": [{"sentence": s, "clause": c} for s, c in conditions(act)],
        **about,
    }


def card_json(card: Card) -> dict[str, Any]:
    """A card with its ref taken apart."""
    ref: Ref = card.ref
    return {
        "kind": ref.kind,
        "id": ref.id,
        "root": card.root,
        "version": card.version,
        "number": card.number,
        "title": card.title,
        "url": card.url,
        "level": card.level,
        "audience": card.audience,
        "state": card.state,
        "facts": dict(card.facts),
    }


def parameters_of(name: str) -> type[Input]:
    """The parameters of a read as a schema."""
    definitions: Any = {
        k: (type_, default) if get_origin(type_) is Annotated else (type_, Field(default, title=k))
        for k, (type_, default) in resource(name).parameters().items()
    }
    return create_model("Parameters", __base__=Input, **definitions)
