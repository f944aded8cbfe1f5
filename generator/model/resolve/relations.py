"""The pass over what belongs to a row: the rows of another resource that refer to it."""

from collections.abc import Iterable, Mapping

from generator.language import Document, spec
from generator.language.relations import HasMany as Declared
from generator.language.style import Case
from generator.model import names
from generator.model.actions import Action
from generator.model.fields import Field, FieldType
from generator.model.marks import Marked
from generator.model.relations import Count, HasMany, Nested
from generator.model.resolve.fields import check_name
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.references import Targets
from generator.model.resolve.report import Report, did_you_mean


def resolve_has_many(
    resource: str,
    declared: Mapping[str, Declared],
    document: Document,
    targets: Targets,
    report: Report,
) -> tuple[HasMany, ...]:
    """Everything that belongs to a row, in the order of the spec."""
    found = []
    for name, many in declared.items():
        place = report.at(name)
        check_name(name, place)
        if many.mine is not None:
            check_name(many.mine, place.at("mine"))
        other = document.resources.get(many.of)
        if other is None:
            place.at("of").error(
                "E530",
                f"there is no resource '{many.of}'",
                hint=did_you_mean(many.of, document.resources),
            )
            continue
        field = other.fields.get(many.by)
        if field is None or not _refers(field, resource):
            references = [each for each, field in other.fields.items() if _refers(field, resource)]
            place.at("by").error(
                "E530",
                f"'{many.by}' of {many.of} doesn't refer to {resource}",
                hint=did_you_mean(many.by, references)
                or f"add a field to {many.of}: {{type: ref, to: {resource}, on_delete: ...}}",
            )
            continue
        unsent = field.own or field.access in ("read_only", "hidden")
        if "create" in many.nested and unsent:
            place.at("nested").error(
                "E532",
                f"clients can't send '{many.by}' of {many.of}, so they can't create one here",
                hint=f"nested: [list], or no '{'set' if field.own else 'access'}' of '{many.by}'",
                of="key",
            )
        found.append(
            HasMany(
                names.Identifier(name),
                names.ClassName(many.of),
                targets[many.of].naming.folder,
                names.Column(many.by),
                _nested(resource, name, many, document, targets),
            )
        )
    return tuple(found)


def _refers(field: spec.Field | None, resource: str) -> bool:
    return field is not None and field.type == "ref" and field.to == resource


def nested_below(resource: str, document: Document, targets: Targets) -> tuple[Nested, ...]:
    """The routes of a resource below rows of others, and of its own."""
    found = (
        _nested(above, name, many, document, targets)
        for above, declared in document.resources.items()
        for name, many in declared.has_many.items()
        if many.of == resource and _refers(document.resources[resource].fields.get(many.by), above)
    )
    return tuple(filter(None, found))


def _nested(
    resource: str, name: str, many: Declared, document: Document, targets: Targets
) -> Nested | None:
    """The routes below a row, at the name of what belongs to it."""
    if not many.nested:
        return None
    above, other = targets[resource].naming, targets[many.of].naming
    address = document.resources[resource].lookup or targets[resource].key
    key = names.key_parameter(above.item, address)
    base = f"{document.api.prefix}{document.api.user_path or ''}"
    one = names.one_of_many(name, other.item, other.items)
    return Nested(
        routes=tuple(route for route in ("list", "create") if route in many.nested),
        path=names.Path(f"{base}/{above.segment}/{{{key}}}/{name}{'/' if other.slash else ''}"),
        below=names.ClassName(resource),
        name=names.Identifier(name),
        by=names.Column(many.by),
        list_name=names.Identifier(f"list_{above.item}_{name}"),
        create_name=names.Identifier(f"create_{above.item}_{one}"),
        query=names.class_of(resource, f"{one}_query"),
        body=names.class_of(resource, f"{one}_create"),
    )


def nested_lists(below: Iterable[Nested]) -> dict[str, list[str]]:
    """What lists rows below those that they belong to, by the fields between."""
    found: dict[str, list[str]] = {}
    for nested in below:
        if "list" in nested.routes:
            found.setdefault(nested.by, []).append(f"{nested.below}.{nested.name}")
    return found


def check_nested(has_many: Iterable[HasMany], actions: Iterable[Action], report: Report) -> None:
    """What has routes below a row doesn't share a path with an action, or an operation."""
    segments = {str(action.segment): action.name for action in actions}
    creates: dict[str, str] = {}
    for many in has_many:
        if many.nested is None:
            continue
        if many.name in segments:
            report.at(many.name).error(
                "E505",
                f"'{many.name}' and the action '{segments[many.name]}' would share the path "
                f"/{many.name} of a row",
                hint="another name, or set 'path' of the action",
                of="key",
            )
        name = many.nested.create_name
        other = creates.setdefault(name, many.name) if "create" in many.nested.routes else many.name
        if other != many.name:
            report.at(many.name).error(
                "E506",
                f"'{other}' and '{many.name}' would both have an operation {name}",
                hint="another name for one of them",
                of="key",
            )


def resolve_told(
    resource: str, declared: Mapping[str, Declared], known: tuple[HasMany, ...], case: Case
) -> tuple[Field, ...]:
    """What answers tell of them: how many there are, and whether one is the caller's own."""
    found = []
    for many in known:
        if declared[many.name].count:
            found.append(_count(resource, many, case))
        if mine := declared[many.name].mine:
            found.append(_mine(resource, mine, many, case))
    return tuple(found)


def _count(resource: str, many: HasMany, case: Case) -> Field:
    return _field(
        resource,
        f"{many.name}_count",
        "int",
        f"How many {names.words(many.name)} of it there are that the caller reads.",
        Count(many.resource, many.folder, many.by),
        case,
    )


def _mine(resource: str, name: str, many: HasMany, case: Case) -> Field:
    return _field(
        resource,
        name,
        "bool",
        f"Whether one of its {names.words(many.name)} is the caller's own.",
        Marked(many.resource, many.folder, many.by),
        case,
    )


def _field(
    resource: str, name: str, kind: FieldType, meaning: str, attached: Count | Marked, case: Case
) -> Field:
    return Field(
        name=names.Column(name),
        type=kind,
        description=meaning,
        example=None,
        nullable=False,
        required=False,
        default=None,
        writable=False,
        stamp=None,
        minimum=None,
        maximum=None,
        pattern=None,
        trim=False,
        precision=None,
        scale=None,
        members=(),
        value_class=names.class_of(resource, name),
        alias=None,
        deprecation=None,
        json_name=resolve_json_name(name, None, case),
        attached=attached,
    )
