"""The pass over actions: routes that change one row in one way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from generator.diagnostics import Part
from generator.language import spec
from generator.model import names
from generator.model.actions import NOW, Action, ActionBody, OwnFunction, Step
from generator.model.fields import Field, Scalar
from generator.model.relations import HasMany
from generator.model.resolve.endings import resolve_deprecation
from generator.model.resolve.examples import DIGITS
from generator.model.resolve.functions import own_function
from generator.model.resolve.marks import resolve_mark
from generator.model.resolve.report import Report, find_field
from generator.model.resolve.values import TEXTS, WHOLE, number_range, value_problem
from generator.model.resolve.visibility import check_state

Fields = Mapping[str, Field]

# Types of which a sum is exact.
COUNTED = frozenset({"int", "bigint", "decimal"})
# Types whose values say in which state a row is.
STATES = frozenset({"bool", "enum", "int", "bigint", "string", "text"})


def resolve_actions(
    resource: str,
    declared: Mapping[str, spec.Action],
    fields: Fields,
    has_many: Sequence[HasMany],
    report: Report,
) -> tuple[Action, ...]:
    """Every action, in the order of the spec."""
    actions = []
    for name, action in declared.items():
        _check_name(name, report.at(name))
        found = _action(resource, name, action, fields, report.at(name))
        actions.append(replace(found, mark=resolve_mark(action, has_many, report.at(name))))
    _check_paths(actions, report)
    _check_classes(actions, fields, report)
    return tuple(actions)


def _action(
    resource: str, name: str, declared: spec.Action, fields: Fields, report: Report
) -> Action:
    toggle = None
    if declared.toggle is not None:
        toggle = _toggled(declared.toggle, fields, report.at("toggle"))
    action = Action(
        name=names.Identifier(name),
        method=declared.method,
        toggle=toggle,
        deprecation=resolve_deprecation(declared.deprecated, report.at("deprecated")),
        path=_path(name, declared),
        set=tuple(_assignments(declared.set or {}, fields, report.at("set"))),
        increment=tuple(_steps(declared.increment or {}, fields, report.at("increment"))),
        when=tuple(_conditions(declared.when or {}, fields, report.at("when"))),
        body=_body(resource, name, declared, fields, report),
        run=_run(declared, report),
    )
    _check_once(declared, fields, report)
    _check_room(action, report.at("increment"))
    return action


def _path(name: str, declared: spec.Action) -> names.Path | None:
    segment = (declared.path or "").removeprefix("/")
    return names.Path(segment) if segment and segment != name else None


def _check_name(name: str, report: Report) -> None:
    if not names.FIELD_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{name}' can't be the name of an action",
            hint="lower case words joined by single underscores, at most 40 characters",
            of="key",
        )
    elif name in names.RESERVED_ACTIONS:
        report.error(
            "E504",
            f"'{name}' is what the API itself calls something",
            hint="another name",
            of="key",
        )


def _check_paths(actions: list[Action], report: Report) -> None:
    taken: dict[tuple[str, str], str] = {}
    for action in actions:
        other = taken.setdefault((action.method, action.segment), action.name)
        if other != action.name:
            place = report.at(action.name, "path") if action.path else report.at(action.name)
            place.error(
                "E505",
                f"'{other}' and '{action.name}' would both be {action.method} /{action.segment}",
                hint="another path or method for one of them",
                of="value" if action.path else "key",
            )


def _check_classes(actions: list[Action], fields: Fields, report: Report) -> None:
    taken = {field.value_class: f"the values of '{field.name}'" for field in fields.values()}
    for action in actions:
        if action.body is None:
            continue
        if action.body.name in taken:
            report.at(action.name).error(
                "E204",
                f"what '{action.name}' takes would be {action.body.name} in Python, "
                f"and so {'is' if 'takes' in taken[action.body.name] else 'are'} "
                f"{taken[action.body.name]}",
                hint="another name",
                of="key",
            )
        taken[action.body.name] = f"what '{action.name}' takes"


def _check_once(declared: spec.Action, fields: Fields, report: Report) -> None:
    """Words may be combined, as long as each is about other fields."""
    # A field that is toggled may be sent, too: it is turned over where it isn't.
    first = dict.fromkeys([*([declared.toggle] if declared.toggle else []), *(declared.body or ())])
    seen: dict[str, str] = {}
    for name in first:
        written = _written_to(name, fields)
        if written in seen:
            index = (declared.body or ()).index(name)
            report.at("body", index).error(
                "E509",
                f"the action changes '{written}' already",
                hint="one change for each field",
            )
        seen.setdefault(written, name)
    for word, changed in (("set", declared.set), ("increment", declared.increment)):
        for name in changed or ():
            written = _written_to(name, fields)
            if written in seen:
                report.at(word, name).error(
                    "E509",
                    f"the action changes '{written}' already",
                    hint="one change for each field",
                    of="key",
                )
            seen.setdefault(written, name)


def _written_to(name: str, fields: Fields) -> str:
    """The field that is stored: a bool that stands for a state writes its enum."""
    switch = fields[name].switch if name in fields else None
    return str(switch.state.field.name) if switch else name


def _check_room(action: Action, report: Report) -> None:
    """An action that asks for values without room for what it adds would never apply."""
    asked = {field.name: values for field, values in action.when}
    for step in action.increment:
        values = asked.get(step.field.name)
        if values and not any(step.has_room(value) for value in values if value is not None):
            report.at(step.field.name).error(
                "E510",
                f"'{step.field.name}' can't be changed by {step.by} from any value of 'when'",
                hint=f"it ends at {step.end}",
            )


def _written(name: str, fields: Fields, report: Report) -> Field | None:
    """A field that an action may change: the spec says to what, so clients need not be able to."""
    field = find_field(name, fields, report, of="key")
    if field is not None and field.automatic:
        report.error(
            "E509",
            f"only the server sets '{name}', so an action can't",
            hint="a field of another kind",
            of="key",
        )
        return None
    if field is not None:
        _check_else(field, report, of="key")
    return field


def _check_else(field: Field, report: Report, *, of: Part) -> None:
    """Whether there is a way out of the state that a bool stands for."""
    if field.switch is not None and field.switch.otherwise is None:
        report.error(
            "E509",
            f"'{field.name}' can't be written: it doesn't say what "
            f"'{field.switch.state.field.name}' becomes where it is made false",
            hint=f"add 'else' to '{field.name}'",
            of=of,
        )


def _run(declared: spec.Action, report: Report) -> OwnFunction | None:
    """The function that the action is, if it is one."""
    if declared.run is None:
        return None
    for word in ("toggle", "set", "increment"):
        if getattr(declared, word) is not None:
            report.at(word).error(
                "E512",
                f"the action runs a function, which does all there is to do: no '{word}' besides",
                hint="do it in the function, or remove 'run'",
                of="key",
            )
    return own_function(declared.run, report.at("run"))


def _body(
    resource: str, name: str, declared: spec.Action, fields: Fields, report: Report
) -> ActionBody | None:
    """What clients send to the action, if the spec says that it takes something."""
    if declared.body is None:
        return None
    found = tuple(_given(declared.body, fields, report.at("body")))
    return ActionBody(names.class_of(resource, f"{name}_body"), found)


def _given(declared: tuple[str, ...], fields: Fields, report: Report) -> Iterator[Field]:
    for index, name in enumerate(declared):
        field = find_field(name, fields, report.at(index))
        if field is not None and not field.changeable:
            why = f"only the server sets '{name}', so no request can give it"
            if field.writable:
                why = f"'{name}' is given when a row is created, and never changed"
            report.at(index).error(
                "E509",
                why,
                hint="a field that clients may write",
            )
        elif field is not None:
            yield field


def _toggled(name: str, fields: Fields, report: Report) -> Field | None:
    field = find_field(name, fields, report)
    if field is None:
        return None
    if field.type != "bool":
        report.error("E503", f"'{name}' is of type {field.type}: only a bool can be toggled")
    elif field.nullable:
        report.error(
            "E503",
            f"'{name}' may be null, and null can't be toggled",
            hint="give the field a default",
        )
    else:
        _check_else(field, report, of="value")
    return field


def _assignments(
    declared: Mapping[str, Scalar | None], fields: Fields, report: Report
) -> Iterator[tuple[Field, Scalar | None]]:
    for name, value in declared.items():
        place = report.at(name)
        field = _written(name, fields, place)
        if field is None:
            continue
        now = field.type == "datetime" and value == NOW
        if problem := None if now else _problem(field, value):
            place.error("E510", f"'{name}' {problem}", hint=_instead(field, value))
        trimmed = isinstance(value, str) and field.type in TEXTS and field.trim
        yield field, str(value).strip() if trimmed else value


def _instead(field: Field, value: Scalar | None) -> str | None:
    """What to write instead of a value that a field can't be set to."""
    if field.type in WHOLE and value is not None:
        null = "null, or " if field.nullable else ""
        if field.changeable:
            return f"{null}'body: [{field.name}]', which takes the value from the request"
        return f"{null}'run', a function of your own that sets it"
    return f"a datetime may be '{NOW}', the time of the request" if value == NOW else None


def _problem(field: Field, value: Scalar | None) -> str | None:
    if value is None:
        return None if field.nullable else "is never null"
    if field.reference is not None:
        return f"refers to {field.reference.labels} that only their owner knows: null, or a 'body'"
    if field.type in WHOLE:
        return f"is of type {field.type}, which an action can't set to a constant yet"
    return value_problem(field, value)


def _steps(declared: Mapping[str, Scalar], fields: Fields, report: Report) -> Iterator[Step]:
    for name, by in declared.items():
        place = report.at(name)
        field = _written(name, fields, place)
        if field is None:
            continue
        check_state(field, "increment", place)
        if field.reference is not None:
            place.error("E503", f"'{name}' holds keys, which can't be counted", of="key")
        elif field.type not in COUNTED:
            place.error(
                "E503",
                f"'{name}' is of type {field.type}: only an int, a bigint or a decimal is counted",
                of="key",
            )
        elif field.nullable:
            place.error(
                "E503",
                f"'{name}' may be null, and null can't be counted",
                hint="give the field a default",
                of="key",
            )
        elif problem := _step_problem(field, by):
            place.error("E510", f"what is added to '{name}' {problem}")
        else:
            yield _step(field, by)


def _step_problem(field: Field, by: Scalar) -> str | None:
    unbounded = _amount(field)
    if isinstance(by, int) and field.type == "decimal":
        by = str(by)
    if problem := value_problem(unbounded, by):
        return problem
    low, high = number_range(field)
    with localcontext(prec=DIGITS):
        if not Decimal(by):
            return "must not be 0"
        if abs(Decimal(by)) > high - low:
            return f"is more than there is between {low:f} and {high:f}"
    return None


def _amount(field: Field) -> Field:
    """The same type without bounds: they are about the sum."""
    return replace(field, minimum=None, maximum=None)


def _step(field: Field, by: Scalar) -> Step:
    low, high = number_range(field)
    with localcontext(prec=DIGITS):
        end = high if Decimal(by) > 0 else low
        last = end - Decimal(by)
    if field.type == "decimal":
        return Step(field, str(by), f"{end:f}", f"{last:f}")
    return Step(field, by, int(end), int(last))


def _conditions(
    declared: Mapping[str, tuple[Scalar | None, ...]], fields: Fields, report: Report
) -> Iterator[tuple[Field, tuple[Scalar | None, ...]]]:
    for name, values in declared.items():
        place = report.at(name)
        field = find_field(name, fields, place, of="key")
        if field is None:
            continue
        if field.automatic:
            place.error(
                "E509",
                f"'{name}' doesn't say in which state a row is: only the server sets it",
                hint="a field of another kind",
                of="key",
            )
            continue
        check_state(field, "when", place)
        for value in values:
            if problem := _state_problem(field, value):
                place.error("E510", f"'{name}' {problem}")
                break
        yield field, values


def _state_problem(field: Field, value: Scalar | None) -> str | None:
    if value is not None and field.reference is not None:
        return "is a reference, which can only be asked for null"
    if value is not None and field.type not in STATES:
        return f"is of type {field.type}, which can only be asked for null"
    return _problem(field, value)
