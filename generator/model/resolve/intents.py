"""The pass over the words about the past: `was`, `backfill` and `consent`."""

from collections.abc import Mapping

from generator.diagnostics import DataPath, Diagnostics, SpecError
from generator.language import Document, Source, spec
from generator.model.app import App
from generator.model.fields import Field
from generator.model.intents import Consent, FieldIntent, Intents
from generator.model.resolve.report import Report
from generator.model.resolve.values import value_problem


def resolve_intents(document: Document, source: Source, app: App) -> Intents:
    """What the spec says of the past; a SpecError holds what can't be meant."""
    diagnostics = Diagnostics(source)
    report = Report(diagnostics).at("resources")
    resources = {
        name: resource.was for name, resource in document.resources.items() if resource.was
    }
    _check_names({name: resources.get(name) for name in document.resources}, "a resource", report)
    fields: dict[tuple[str, str], FieldIntent] = {}
    for resource in app.resources:
        declared = document.resources[resource.name].fields
        place = report.at(resource.name, "fields")
        _check_names(
            {name: field.before.name for name, field in declared.items()}, "a field", place
        )
        for field in resource.fields:
            if field.name in declared:
                intent = _intent(field, declared[field.name], place.at(field.name))
                if intent != FieldIntent():
                    fields[(resource.name, field.name)] = intent
        for field in resource.links:
            if field.link is not None:
                named = field.link.name
                intent = _intent(field, declared[named], place.at(named))
                if intent != FieldIntent():
                    fields[(resource.name, named)] = intent
    if diagnostics.errors:
        raise SpecError(diagnostics.errors, source.text)
    return Intents(resources, fields, tuple(_consents(document)))


def _check_names(names: Mapping[str, str | None], kind: str, report: Report) -> None:
    """Each has been something else than what is there still, and nothing has become two."""
    seen: dict[str, str] = {}
    for name, was in names.items():
        if was is None:
            continue
        place = report.at(name, "was")
        if was == name:
            place.error("E312", f"'{name}' was '{was}' before: that is no change", hint="remove it")
        elif was in names and names[was] is None:
            place.error(
                "E312",
                f"'{was}' is {kind} still, so '{name}' can't have been it",
                hint=f"remove '{was}', or this 'was'",
            )
        elif was in seen:
            place.error("E312", f"'{seen[was]}' was '{was}' already", hint="remove one of them")
        seen[was] = name


def _intent(field: Field, declared: spec.Field, report: Report) -> FieldIntent:
    before = declared.before
    values = [member.value for member in field.members]
    for old, new in before.values.items():
        place = report.at("was", "values", old)
        if field.type != "enum":
            place.error("E312", f"'{field.name}' is of type {field.type}: only an enum has values")
            break
        if old in values:
            place.error(
                "E312", f"'{old}' is a value still", hint="map values that are gone", of="key"
            )
        if new not in values:
            known = ", ".join(values)
            place.error("E312", f"'{new}' is not a value of '{field.name}'", hint=f"known: {known}")
    if declared.backfill is not None:
        place = report.at("backfill")
        if declared.key:
            place.error("E308", "the server gives the value", hint="remove 'backfill'", of="key")
        elif problem := value_problem(field, declared.backfill):
            place.error("E313", f"the backfill {problem}")
    return FieldIntent(before.name, declared.backfill, before.values)


def _consents(document: Document) -> list[Consent]:
    found: list[tuple[DataPath, tuple[str, ...]]] = [(("api",), document.api.consent)]
    for name, resource in document.resources.items():
        place: DataPath = ("resources", name)
        found.append((place, resource.consent))
        found += [
            ((*place, "fields", field_name), field.consent)
            for field_name, field in resource.fields.items()
        ]
    return [Consent(place, words) for place, consents in found for words in consents]
