"""The pass over forms of answers: the API's or the resource's own, with the resource's names."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import quote
from generator.language import spec
from generator.language.style import ApiStyle, Case
from generator.model.envelopes import Envelope
from generator.model.resolve.json_names import json_name
from generator.model.resolve.report import Report
from generator.model.resolve.routes import Naming
from generator.model.resource import Route

# What `envelope` stands for; where rows are not counted there is no total.
_ENVELOPE = {"items": "$rows", "total": "$total", "next": "$next"}


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a resource's answers; None is the plain one."""

    lists: Envelope | None
    rows: Envelope | None
    deleted: Envelope | None


def resolve_forms(
    declared: spec.Resource,
    style: ApiStyle,
    naming: Naming,
    case: Case,
    routes: Collection[Route],
    report: Report,
) -> Forms:
    """The forms of the answers that a resource's routes give."""
    known = {"{item}": json_name(naming.item, case), "{items}": json_name(naming.items, case)}
    own = declared.style

    def chosen(form: object, api_wide: object, *, used: bool) -> Envelope | None:
        return _named(api_wide if form is None else form, known, report) if used else None

    counted = declared.page.total != "none"

    one_row = bool(declared.actions or set(routes) - {"list", "delete"})
    forms = Forms(
        chosen(
            _spelled(declared.page.style, counted=counted),
            _spelled(style.list, counted=counted),
            used="list" in routes,
        ),
        chosen(own.row, style.row, used=one_row),
        chosen(own.deleted, style.deleted, used="delete" in routes),
    )
    if not counted and forms.lists and "$total" in forms.lists.words:
        report.at("page", "total").error(
            "E410",
            "the form of lists has $total, and no rows are counted",
            hint="on_request or exact; or a form without $total in page.style",
        )
    return forms


def _spelled(form: object, *, counted: bool) -> object:
    """A form of lists without a name."""
    if form != "envelope":
        return form
    return {key: word for key, word in _ENVELOPE.items() if counted or word != "$total"}


def unnamed(form: object) -> Envelope | None:
    """A form as the whole API has it; None where it is the plain one."""
    spelled = _spelled(form, counted=True)
    return Envelope(_text(spelled)) if isinstance(spelled, dict) else None


def _named(form: object, known: Mapping[str, str], report: Report) -> Envelope | None:
    return Envelope(_text(_replaced(form, known, report))) if isinstance(form, dict) else None


def _replaced(form: Mapping[str, Any], known: Mapping[str, str], report: Report) -> dict[str, Any]:
    replaced: dict[str, Any] = {}
    for key, value in form.items():
        name = key
        for braced, word in known.items():
            name = name.replace(braced, word)
        if name in replaced:
            report.error(
                "E105", f"a form of its answers would have the key {quote(name)} twice", of="key"
            )
        replaced[name] = _replaced(value, known, report) if isinstance(value, dict) else value
    return replaced


def _text(form: object) -> str:
    return json.dumps(form, separators=(",", ":"), ensure_ascii=False)
