"""The pass over `from`: slugs that the server makes of a text, where a create doesn't give one."""

from collections.abc import Mapping, Sequence

from generator.language import spec
from generator.language.style import Case
from generator.model.fields import Field
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.values import PLAIN_TEXTS
from generator.model.resource import Route
from generator.model.tables import Unique

# A slug of nothing but random characters, and room for some words before others.
LEAST_MIN, LEAST_MAX = 8, 20


def made_description(name: str, declared: Mapping[str, spec.Field], case: Case) -> str:
    """What is said of a slug where the spec says nothing."""
    source = declared.get(name)
    public = resolve_json_name(name, source.name if source else None, case) or name
    return f"Made of `{public}` where none is sent."


def check_made(
    declared: spec.Resource,
    fields: Mapping[str, Field],
    uniques: Sequence[Unique],
    routes: Sequence[Route],
    report: Report,
) -> None:
    """Whether slugs can be made, and which one of a resource is."""
    made = [name for name, given in declared.fields.items() if given.from_ is not None]
    for name in made:
        place, given = report.at(name), declared.fields[name]
        at = place.at("from")
        for word in ("required", "default"):
            if word in given.model_fields_set:
                place.at(word).error(
                    "E308",
                    f"'{word}' has no meaning beside 'from': the server makes a value",
                    hint=f"remove '{word}'",
                    of="key",
                )
        if name != made[0]:
            at.error("E340", f"'{made[0]}' is made already, and one slug of a row is enough")
        elif given.format != "slug":
            at.error(
                "E340",
                f"'from' makes a slug, which '{name}' need not be",
                hint=f"{name}: {{type: string, format: slug, ...}}",
                of="key",
            )
        elif name not in fields:
            # It stands for a state of another field, which is said there.
            continue
        elif not any(tuple(unique.fields) == (name,) for unique in uniques):
            at.error(
                "E340",
                f"'from' makes a slug that no other row has, but '{name}' may repeat",
                hint="add 'unique: per_owner'",
                of="key",
            )
        elif int(fields[name].maximum or 0) < LEAST_MAX:
            place.at("max").error(
                "E340", f"a slug that is made needs room: a 'max' of {LEAST_MAX} at least"
            )
        elif int(fields[name].minimum or 0) > LEAST_MIN:
            place.at("min").error(
                "E340", f"a slug that is made may be short: a 'min' of {LEAST_MIN} at most"
            )
        elif "create" not in routes:
            at.error("E340", "no route creates a row", hint="remove 'from'", of="key")
        else:
            _check_source(name, str(given.from_), fields, at)


def _check_source(name: str, source: str, fields: Mapping[str, Field], report: Report) -> None:
    others = {other: field for other, field in fields.items() if other != name}
    if source not in others:
        report.error(
            "E401", f"there is no other field '{source}'", hint=did_you_mean(source, others)
        )
        return
    field = fields[source]
    if field.type not in PLAIN_TEXTS:
        report.error("E340", f"'{source}' is of type {field.type}: a slug is made of a text")
    elif not field.writable:
        report.error("E340", f"clients don't send '{source}', so there is nothing to make it of")
    elif not field.shown:
        report.error("E340", f"a slug would tell the value of '{source}', which answers don't have")
