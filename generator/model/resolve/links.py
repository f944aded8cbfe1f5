"""The pass over fields of the type many: links to rows, which a table between them holds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.language import spec
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field
from generator.model.relations import Link
from generator.model.resolve.fields import DEFAULT_ELEMENTS, MAX_ELEMENTS, check_name
from generator.model.resolve.json_names import check_json_name, json_name, resolve_json_name
from generator.model.resolve.named_links import by_text, listed_text
from generator.model.resolve.references import Target, Targets
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.routes import Naming
from generator.model.resolve.storage import column_type
from generator.model.resolve.through_links import ends
from generator.model.resolve.values import INT_RANGES
from generator.model.resource import Resource
from generator.model.tables import ForeignKey, Index, IndexPart, TableColumn, TableModel

# What may be said of such a field; it has no column, and no value but the keys.
_WORDS = frozenset(
    {"declared", "of", "names", "through", "max", "name", "description", "was", "consent"}
)


def resolve_links(
    resource: str,
    declared: Mapping[str, spec.Field],
    naming: Naming,
    targets: Targets,
    others: Mapping[str, Mapping[str, Field]],
    case: Case,
    report: Report,
) -> tuple[Field, ...]:
    """Every list of linked rows, in the order of the spec: under the names of their keys.

    Those that list texts of the `others` instead of keys have the names of the fields.
    """
    found: list[Field] = []
    for name, field in declared.items():
        if field.type != "many":
            continue
        place = report.at(name)
        check_name(name, place)
        if field.name is not None:
            check_json_name(field.name, place.at("name"))
        _check_words(field, place)
        target = _target(field, targets, place)
        if target is None:
            continue
        item = names.singular(name)
        if target.single and not target.public and field.names is None:
            one, several = names.words(target.naming.item), names.words(target.naming.items)
            place.error(
                "E330",
                f"each owner has one {one} at most: there is nothing to choose from",
                hint=f"{item}_id: {{type: ref, to: {field.of}, on_delete: set_null, set: owner}}, "
                f"or let everybody read {several}",
                of="key",
            )
        _check_names(name, item, field, naming, declared, place)
        between = None
        if field.through is not None:
            between = ends(resource, item, field, naming, others, place)
            if between is None:
                continue
        listed = _field(resource, name, item, field, naming, target, between, case, place)
        if field.names is not None:
            label = listed_text(resource, field, others, place)
            if label is None:
                continue
            listed = by_text(resource, name, item, listed, label, field, case)
        found.append(listed)
    return tuple(found)


def _check_words(field: spec.Field, report: Report) -> None:
    for word in sorted(field.model_fields_set - _WORDS):
        shown = word.rstrip("_")
        report.at(shown).error(
            "E330",
            f"'{shown}' has no meaning beside 'many': the links are rows of a table of their own",
            hint=f"remove '{shown}'",
            of="key",
        )


def _target(field: spec.Field, targets: Targets, report: Report) -> Target | None:
    if field.of is None:
        report.error(
            "E330", "a many needs the resource whose rows it lists", hint="of: Tag", of="key"
        )
        return None
    if field.of not in targets:
        report.at("of").error(
            "E330", f"there is no resource '{field.of}'", hint=did_you_mean(field.of, targets)
        )
    return targets.get(field.of)


def _check_names(
    name: str,
    item: str,
    field: spec.Field,
    naming: Naming,
    declared: Mapping[str, spec.Field],
    report: Report,
) -> None:
    """Whether the names that follow from the field's own are nobody else's."""
    ids = _ids(item)
    if item == naming.item:
        report.error(
            "E330",
            f"both ends of a link would be called '{item}_id', in its path, too",
            hint=f"another name for what a {naming.item} is linked to, such as 'related_{name}'",
            of="key",
        )
    elif field.names is None and ids in declared:
        report.error(
            "E330",
            f"the keys would be '{ids}', and there is a field of this name",
            hint="another name for one of them",
            of="key",
        )
    elif field.through is None and (len(table := link_table(naming, name)) > names.MAX_IDENTIFIER):
        report.error(
            "E330",
            f"the table between the rows would be '{table}', which is too long",
            hint=f"at most {names.MAX_IDENTIFIER} characters: a shorter name",
            of="key",
        )


def _ids(item: str) -> str:
    return f"{item}_ids"


def _field(
    resource: str,
    name: str,
    item: str,
    declared: spec.Field,
    naming: Naming,
    target: Target,
    between: tuple[names.Column, names.Column] | None,
    case: Case,
    report: Report,
) -> Field:
    here, there = between or (names.Column(f"{naming.item}_id"), names.Column(f"{item}_id"))
    ids, other = _ids(item), target.naming
    labels = names.words(other.items)
    one = names.with_article(names.words(other.item)) if target.public else f"one of your {labels}"
    link = Link(
        name=names.Column(name),
        known_as=names.PublicName(json_name(name, case)),
        resource=names.ClassName(declared.of or ""),
        folder=other.folder,
        key=target.key,
        label=names.words(other.item),
        label_with_article=names.with_article(names.words(other.item)),
        meaning=f"the {target.known_as} of {one}",
        public=target.public,
        segment=names.Path(name),
        parameter=names.key_parameter(item, "id"),
        row=names.ClassName(declared.through or names.class_of(resource, item)),
        here=here,
        there=there,
        through=names.ClassName(declared.through) if declared.through else None,
    )
    every = f"each {names.words(other.item)}" if target.public else f"each of your {labels}"
    made_up = f"The {target.known_as} of {every} that it is linked to, in order."
    element = _plain(resource, f"{ids}_item", target)
    low, high = INT_RANGES.get(target.type, (None, None))
    return replace(
        element,
        name=names.Column(ids),
        type="array",
        description=declared.description or made_up,
        default=(),
        maximum=_maximum(declared, report),
        value_class=names.class_of(resource, ids),
        element=replace(element, name=names.Column(ids), minimum=low, maximum=high),
        json_name=resolve_json_name(ids, declared.name, case),
        link=link,
    )


def _plain(resource: str, name: str, target: Target) -> Field:
    """A key of a linked row."""
    return Field(
        name=names.Column(name),
        type=target.type,
        description=None,
        example=None,
        nullable=False,
        required=False,
        default=None,
        writable=True,
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
    )


def _maximum(declared: spec.Field, report: Report) -> int:
    if declared.max is None:
        return DEFAULT_ELEMENTS
    if type(declared.max) is int and 1 <= declared.max <= MAX_ELEMENTS:
        return declared.max
    report.at("max").error("E306", f"'max' must be a number of rows between 1 and {MAX_ELEMENTS}")
    return DEFAULT_ELEMENTS


def link_tables(
    resource: str, naming: Naming, key: Field, links: Iterable[Field], targets: Targets
) -> tuple[TableModel, ...]:
    """The tables that hold the links of a resource's rows, whose key this is."""
    return tuple(
        _table(resource, naming, key, field.link, targets[field.link.resource])
        for field in links
        if field.link is not None and field.link.through is None
    )


def _table(resource: str, naming: Naming, key: Field, link: Link, target: Target) -> TableModel:
    """Two keys a row; both rows take their links along when they go."""
    table = link_table(naming, link.name)
    there = IndexPart(names.sql_identifier(link.there), expression=False)
    here = IndexPart(names.sql_identifier(link.here), expression=False)
    return TableModel(
        name=table,
        resource=names.ClassName(resource),
        columns=(
            TableColumn(link.here, column_type(key), nullable=False),
            TableColumn(link.there, column_type(_plain(resource, "key", target)), nullable=False),
        ),
        key=link.here,
        key_name=names.constraint("pk", table),
        checks=(),
        foreign_keys=(
            _foreign_key(table, link.here, naming, key.name),
            _foreign_key(table, link.there, target.naming, target.key),
        ),
        indexes=(
            Index(
                names.constraint("ix", table, link.there, link.here),
                (there, here),
                "btree",
                f"many {link.name}",
            ),
        ),
        link=link.name,
        key_with=link.there,
    )


def link_table(naming: Naming, name: str) -> names.Table:
    """The table of links: ``task_tags``."""
    return names.Table(f"{naming.item}_{name}")


def check_link_tables(resources: Iterable[Resource | None], report: Report) -> None:
    """Whether each table of links has a name of its own."""
    there = [resource for resource in resources if resource is not None]
    taken = {str(resource.table.name): f"the table of {resource.name}" for resource in there}
    for resource in there:
        for table in resource.link_tables:
            if table.name in taken:
                report.at(resource.name, "fields", str(table.link)).error(
                    "E330",
                    f"the table between the rows would be '{table.name}', and so is "
                    f"{taken[table.name]}",
                    hint="another name for one of them",
                    of="key",
                )
            taken[table.name] = f"that of {resource.name}.{table.link}"


def _foreign_key(
    table: names.Table, column: names.Column, other: Naming, key: names.Column
) -> ForeignKey:
    name = names.constraint("fk", table, column, other.table)
    return ForeignKey(name, column, f"{other.table}.{key}", "CASCADE")
