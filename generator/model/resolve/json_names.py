"""The pass over JSON names: what clients call the fields, where that isn't what Python does."""

from collections.abc import Collection, Iterable

from generator.diagnostics import Part
from generator.language import spec
from generator.language.endings import Alias as DeclaredAlias
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Alias, Field
from generator.model.lists import ChoiceFilter
from generator.model.resolve.endings import ending
from generator.model.resolve.report import Report
from generator.model.resource import Owner


def resolve_case(document: spec.Document, resource: spec.Resource) -> Case:
    """How JSON names are written, where fields don't say it themselves."""
    return resource.style.case or document.api.style.case or "snake"


def resolve_json_name(name: str, declared: str | None, case: Case) -> names.PublicName | None:
    """The JSON name of a field, where it is another one."""
    public = declared or json_name(name, case)
    return None if public == name else names.PublicName(public)


def json_name(name: str, case: Case) -> str:
    """How a name is written in JSON, unless the spec says it."""
    return str(names.lower_camel(name)) if case == "camel" else name


def check_json_name(public: str, report: Report) -> None:
    """A JSON name is also that of a parameter, where there is a filter."""
    if not names.JSON_PATTERN.fullmatch(public) or len(public) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{public}' can't be a JSON name",
            hint="letters and digits, joined by single _ or -, at most 40 characters",
        )
    elif public in names.API_NAMES:
        report.error(
            "E203",
            f"the name '{public}' is taken: lists have a parameter of this name",
            hint=f"another name, such as '{public}_value'",
        )


def resolve_alias(
    field: str, public: str, declared: DeclaredAlias | None, taken: Collection[str], report: Report
) -> Alias | None:
    """The old name of a field; `taken` are the attributes that there are."""
    if declared is None:
        return None
    name = declared.name
    attribute = names.FIELD_PATTERN.fullmatch(name) and name not in names.RESERVED_FIELDS
    return Alias(
        names.PublicName(name),
        ending(declared, report, use=f"`{public}`"),
        None if attribute and name not in taken else names.before(field),
    )


def check_json_names(
    fields: Iterable[Field], owner: Owner, choices: Iterable[ChoiceFilter], report: Report
) -> None:
    """Each name is that of one field, or of one parameter."""
    own_column = None if owner.hops else owner.column
    every = sorted(fields, key=lambda field: field.name != own_column)
    own = {str(field.name) for field in every}
    # Choices under the name of a field are refused by themselves.
    named = {str(filter_.name) for filter_ in choices} - own
    taken = dict.fromkeys(named, "a filter has this name")
    for field in every:
        is_owner = field.name == own_column
        place, of = _place(field, report, is_owner=is_owner)
        public = field.public
        if public in taken:
            place.error(
                "E206",
                f"'{field.name}' would be '{public}' in JSON: {taken[public]}",
                hint="another name: `name` gives a field one of its own",
                of=of,
            )
        said = "the owner's column has this name" if is_owner else "a field has this name"
        taken.setdefault(public, said)
    _check_old_names(every, owner, taken, report)


def _place(field: Field, report: Report, *, is_owner: bool) -> tuple[Report, Part]:
    if is_owner:
        return report.at("owner"), "value"
    if field.link is not None:
        return report.at("fields", field.link.name), "key"
    if field.attached is not None:
        return report.at("has_many"), "key"
    computed = field.sql is not None and field.switch is None
    return report.at("computed" if computed else "fields", field.name), "key"


def _check_old_names(
    fields: list[Field], owner: Owner, taken: dict[str, str], report: Report
) -> None:
    """An old name is nobody else's: not another field's, nor another parameter's."""
    attributes = {str(field.name) for field in fields}
    if owner.relation is not None:
        taken[str(owner.relation)] = "the owner's own row has this name in Python"
    for field in fields:
        if field.alias is None:
            continue
        old = str(field.alias.name)
        place = report.at("fields", field.name, "alias", "name")
        if old in taken:
            place.error(
                "E205",
                f"'{old}' can't be the old name of '{field.name}': {taken[old]}",
                hint="the name that the field had before, if nothing else has it now",
            )
        elif field.alias.attribute in attributes:
            place.error(
                "E205",
                f"'{old}' would be '{field.alias.attribute}' in Python, and so is a field",
                hint=f"another name for the field '{field.alias.attribute}'",
            )
        taken.setdefault(old, f"it is the old name of '{field.name}'")
        attributes.add(str(field.alias.attribute))
