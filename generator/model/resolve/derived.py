"""The pass over fields that follow from others: bools for a state, times since when it lasts."""

from collections.abc import Mapping
from dataclasses import replace

from generator.diagnostics import quote
from generator.language import spec
from generator.language.derived import IsState
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field, Scalar, State, Switch
from generator.model.resolve.endings import resolve_deprecation
from generator.model.resolve.fields import check_name
from generator.model.resolve.json_names import check_json_name, resolve_json_name
from generator.model.resolve.report import Report, did_you_mean, find_field
from generator.model.resolve.visibility import check_shown

Fields = Mapping[str, Field]

# What may be said of a bool that stands for a state; the rest is the enum's.
_WORDS = frozenset({"declared", "is_", "else_", "name", "description", "deprecated", "consent"})


def resolve_switches(
    resource: str,
    declared: Mapping[str, spec.Field],
    fields: Fields,
    relation: str | None,
    case: Case,
    report: Report,
) -> tuple[Field, ...]:
    """Every bool that stands for a state, in the order of the spec; `fields` have a column."""
    found: list[Field] = []
    for name, field in declared.items():
        if field.is_ is None:
            continue
        place = report.at(name)
        check_name(name, place)
        if field.name is not None:
            check_json_name(field.name, place.at("name"))
        if name == relation:
            place.error(
                "E204",
                f"'{name}' is the name of the owner's own row in Python",
                hint="another name for the field or for the owner",
                of="key",
            )
        _check_words(field, place)
        if switch := _switch(name, field.is_, field.else_, fields, declared, place):
            found.append(_field(resource, name, field, switch, case, place))
            _check_alone(found, place)
    return tuple(found)


def _check_alone(found: list[Field], report: Report) -> None:
    """One bool writes an enum: what two of them say of it in one body could not both be done."""
    writing = [field for field in found if field.switch and field.switch.otherwise]
    last = found[-1]
    if last not in writing or last.switch is None:
        return
    enum = last.switch.state.field.name
    for other in writing[:-1]:
        if other.switch is None or other.switch.state.field.name != enum:
            continue
        report.at("else").error(
            "E318",
            f"'{other.name}' makes something of '{enum}' already, and what both ask for may "
            "contradict",
            hint="remove 'else': clients read it, and write the other one or the enum",
            of="key",
        )
        break


def _check_words(field: spec.Field, report: Report) -> None:
    if field.type != "bool":
        report.at("type").error(
            "E318", f"a state is true or false, so this can't be of type {field.type}", hint="bool"
        )
    for word in sorted(field.model_fields_set - _WORDS):
        report.at(word).error(
            "E308",
            f"'{word}' has no meaning beside 'is': nothing is stored but the enum",
            hint=f"remove '{word}'",
            of="key",
        )


def _switch(
    name: str,
    state: IsState,
    otherwise: str | None,
    fields: Fields,
    declared: Mapping[str, spec.Field],
    report: Report,
) -> Switch | None:
    ((of, values),) = state.items()
    place = report.at("is", of)
    field = _about(of, fields, declared, place)
    if field is None:
        return None
    if field.type != "enum":
        place.error(
            "E318",
            f"'{of}' is of type {field.type}: a bool stands for values of an enum",
            hint="an enum",
            of="key",
        )
        return None
    known = [member.value for member in field.members]
    check_shown(field, f"'{name}'", place, of="key")
    if not _are_values(values, known, place):
        return None
    if set(values) == set(known) and not field.nullable:
        place.error("E318", f"'{of}' has no other values, so '{name}' is always true")
    place = report.at("else")
    if otherwise is not None and otherwise not in known:
        place.error(
            "E318",
            f"{quote(otherwise)} is not a value of '{of}'",
            hint=did_you_mean(otherwise, [value for value in known if value not in values]),
        )
    elif otherwise in values:
        place.error(
            "E318",
            f"{quote(str(otherwise))} makes '{name}' true",
            hint="the value that it gets where it is made false",
        )
    return Switch(State(field, values), otherwise)


def _about(
    name: str, fields: Fields, declared: Mapping[str, spec.Field], report: Report
) -> Field | None:
    """The stored field that a state is about."""
    if name in fields:
        return fields[name]
    if name in declared:
        report.error(
            "E318",
            f"'{name}' stands for a state of another field by itself",
            hint="name the enum",
            of="key",
        )
        return None
    return find_field(name, fields, report, of="key")


def _are_values(values: tuple[Scalar | None, ...], known: list[str], report: Report) -> bool:
    for index, value in enumerate(values):
        if value not in known:
            place = report.at(index) if len(values) > 1 else report
            shown = "null" if value is None else quote(str(value))
            *_, name = report.path
            place.error(
                "E318",
                f"{shown} is not a value of '{name}'",
                hint=did_you_mean(str(value), known),
            )
            return False
    return True


def _field(
    resource: str, name: str, declared: spec.Field, switch: Switch, case: Case, report: Report
) -> Field:
    about = switch.state.field
    # Whoever may write the enum may write it; without a value to go back to, nobody.
    access = about.access if switch.otherwise else "read_only"
    return Field(
        name=names.Column(name),
        type="bool",
        description=declared.description,
        example=None,
        nullable=False,
        required=False,
        default=None,
        writable=about.writable and switch.otherwise is not None,
        stamp=None,
        minimum=None,
        maximum=None,
        pattern=None,
        trim=True,
        precision=None,
        scale=None,
        members=(),
        value_class=names.class_of(resource, name),
        alias=None,
        deprecation=resolve_deprecation(declared.deprecated, report.at("deprecated")),
        sql=state_sql(switch.state),
        json_name=resolve_json_name(name, declared.name, case),
        access=access,
        switch=switch,
    )


def state_sql(state: State) -> str:
    """Whether a row is in a state: true or false, never null."""
    column = names.sql_identifier(state.field.name)
    if state.field.type == "bool":
        each = [f"{column} IS {str(value).lower()}" for value in state.values]
    else:
        each = [
            f"{column} IS NULL" if value is None else f"{column} = {names.sql_text(str(value))}"
            for value in state.values
        ]
    sql = " OR ".join(each)
    never_null = state.field.type == "bool" or not state.field.nullable
    return sql if never_null else f"({sql}) IS TRUE"


def resolve_times(
    declared: Mapping[str, spec.Field], fields: Fields, switches: Fields, report: Report
) -> dict[str, Field]:
    """The stored fields, with the state since which each tells the time."""
    found = dict(fields)
    for name, field in declared.items():
        if field.since is not None and name in fields:
            state = _since(name, field.since, fields, switches, report.at(name, "set", "when"))
            found[name] = replace(fields[name], since=state)
    return found


def _since(
    name: str, declared: IsState, fields: Fields, switches: Fields, report: Report
) -> State | None:
    ((of, values),) = declared.items()
    place = report.at(of)
    field = find_field(of, {**fields, **switches}, place, of="key")
    if field is None:
        return None
    if field.type not in ("bool", "enum"):
        place.error(
            "E318",
            f"'{of}' is of type {field.type}: a state is a value of a bool or an enum",
            hint="set: {when: {completed: true}}",
            of="key",
        )
        return None
    if not field.shown and fields[name].shown:
        check_shown(field, f"'{name}'", place, of="key")
    if field.type == "bool":
        return _of_bool(field, values, place)
    known: list[str] = [member.value for member in field.members]
    if not _are_values(values, known, place):
        return None
    if set(values) == set(known) and not field.nullable:
        place.error("E318", f"'{of}' has no other values, so no row ever leaves the state")
    return State(field, values)


def _of_bool(field: Field, values: tuple[Scalar | None, ...], report: Report) -> State | None:
    value = values[0]
    if len(values) > 1 or not isinstance(value, bool):
        report.error("E318", f"a state of '{field.name}' is true or false")
        return None
    if field.switch is None:
        return State(field, (value,))
    state = field.switch.state
    if value:
        return state
    others: list[Scalar | None] = [
        member.value for member in state.field.members if member.value not in state.values
    ]
    return State(state.field, (*others, *([None] if state.field.nullable else [])))
