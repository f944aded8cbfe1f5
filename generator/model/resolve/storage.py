"""The pass over storage: tables, and each rule as a constraint of PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from generator.language.json_text import JsonText
from generator.language.words import OnDelete
from generator.model import names
from generator.model.fields import Field, Value
from generator.model.lists import ChoiceFilter, OperatorFilter, Search, SortField, SortKey
from generator.model.resolve.access import MAX_USER_ID
from generator.model.resolve.arrays import array_checks, array_literal
from generator.model.resolve.forms import FORMS
from generator.model.resolve.json_values import json_checks
from generator.model.resolve.lists import ELEMENTS, PARTS
from generator.model.resolve.patterns import is_portable
from generator.model.resolve.references import references
from generator.model.resolve.uniques import MAX_INDEXED, MAX_INDEXED_TEXT, longest
from generator.model.resolve.values import INT_RANGES, NUMBERS, TEXTS, WHOLE
from generator.model.resource import Owner
from generator.model.tables import (
    Check,
    CheckRule,
    ColumnType,
    ForeignKey,
    Index,
    IndexPart,
    TableColumn,
    TableModel,
    Unique,
)

USERS = names.Table("users")

_PLAIN_TYPES = {
    "int": "integer",
    "bigint": "bigint",
    "float": "double",
    "bool": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "time": "time",
    "uuid": "uuid",
    "json": "jsonb",
    "enum": "text",
    # A text of any length, and a check: PostgreSQL lets nobody widen a varchar that a generated
    # column reads, and narrows one only by looking at every row under an exclusive lock.
    "string": "text",
    "text": "text",
    "email": "text",
    "url": "text",
}
_ON_DELETE: dict[OnDelete, Literal["CASCADE", "RESTRICT", "SET NULL"]] = {
    "cascade": "CASCADE",
    "restrict": "RESTRICT",
    "set_null": "SET NULL",
}
OWNER_TYPE = ColumnType("varchar", MAX_USER_ID)


def users_table() -> TableModel:
    """The table of provisioned users."""
    return TableModel(
        name=USERS,
        resource=None,
        columns=(
            TableColumn(names.Column("id"), OWNER_TYPE, nullable=False),
            TableColumn(names.Column("email"), ColumnType("text"), nullable=True),
            TableColumn(names.Column("name"), ColumnType("text"), nullable=True),
            TableColumn(
                names.Column("created_at"),
                ColumnType("timestamptz"),
                nullable=False,
                default="now()",
            ),
        ),
        key=names.Column("id"),
        key_name=names.constraint("pk", USERS),
        checks=(),
        foreign_keys=(),
        indexes=(),
    )


def resource_table(
    resource: names.ClassName,
    table: names.Table,
    fields: Sequence[Field],
    *,
    key: Field,
    owner: Owner,
    users: str | None,
    operator_filters: Sequence[OperatorFilter],
    choice_filters: Sequence[ChoiceFilter],
    search: Search | None,
    sort_keys: Sequence[SortKey],
    uniques: tuple[Unique, ...],
    nested: Mapping[str, Sequence[str]],
    default_sort: str | None,
    public: bool,
    example: Mapping[names.Column, Value],
) -> TableModel:
    """The table of a resource, whose rows may look like the example.

    `users` is the key that its owners refer to, if any. `nested` are the lists of rows below those
    that they belong to, in the default order, by the fields between. Where rows are `public`, lists
    have those of all owners.
    """
    columns = [
        _column(field, key=key, owner=owner, example=example.get(field.name)) for field in fields
    ]
    if search is not None:
        columns.append(_search_column(search))
    filtered = _filtered(operator_filters, choice_filters)
    foreign_keys = []
    if users is not None and not owner.hops:
        *_, referred, _ = users.split(".")
        name = names.constraint("fk", table, owner.column, referred)
        foreign_keys.append(ForeignKey(name, owner.column, users, "CASCADE"))
    foreign_keys += [
        ForeignKey(
            names.constraint("fk", table, field.name, reference.table),
            field.name,
            f"{reference.table}.{reference.key}",
            _ON_DELETE[reference.on_delete],
            (owner.column, reference.owner),
            reference.public,
            (owner.hops, reference.hops) if owner.hops or reference.hops else None,
        )
        for field, reference in references(fields)
    ]
    return TableModel(
        name=table,
        resource=resource,
        columns=tuple(columns),
        key=key.name,
        key_name=names.constraint("pk", table),
        checks=tuple(
            check
            for field in fields
            if not field.automatic or field.made_from
            for check in _checks(table, field)
        ),
        foreign_keys=tuple(foreign_keys),
        indexes=_indexes(
            table,
            fields,
            key,
            owner,
            operator_filters,
            choice_filters,
            search,
            sort_keys,
            uniques,
            nested,
            _default_order(sort_keys, default_sort, key),
            public=public,
        ),
        uniques=tuple(
            _served(unique, unique.columns[:1] if public else unique.columns[1:2], filtered)
            for unique in uniques
        ),
    )


# How many characters of a digest end a slug that is made for a row which is there already.
MADE_END = 12


def _column(field: Field, *, key: Field, owner: Owner, example: Value | None) -> TableColumn:
    sample = sql_value(example) if field.required and example is not None else None
    return TableColumn(
        name=field.name,
        type=OWNER_TYPE if _holds_owner(field, owner) else column_type(field),
        nullable=field.nullable,
        default=_default(field),
        identity=field is key and field.type in INT_RANGES,
        sample=sample,
        made=_made(field, key) if field.made_from else None,
    )


def _made(field: Field, key: Field) -> str:
    """A slug for a row that is there: words of a text, and an end that no other row has."""
    text = f"lower(normalize({names.sql_identifier(str(field.made_from))}, NFKD))"
    letters = f"regexp_replace({text}, '[\\u0300-\\u036f''\\u2019]', '', 'g')"
    words = f"btrim(regexp_replace({letters}, '[^a-z0-9]+', '-', 'g'), '-')"
    room = int(field.maximum or 0) - MADE_END - 1
    end = f"left(md5({names.sql_identifier(key.name)}::text), {MADE_END})"
    return f"concat_ws('-', nullif(rtrim(left({words}, {room}), '-'), ''), {end})"


def _holds_owner(field: Field, owner: Owner) -> bool:
    return field.name == owner.column and field.reference is None


def column_type(field: Field) -> ColumnType:
    """How PostgreSQL holds the values of a field."""
    if field.element is not None:
        return replace(column_type(field.element), array=True)
    if field.type == "decimal":
        return ColumnType("numeric", precision=field.precision, scale=field.scale)
    return ColumnType(_PLAIN_TYPES[field.type])  # type: ignore[arg-type]


def _default(field: Field) -> str | None:
    if field.stamp is not None:
        return "now()"
    return None if field.default is None else sql_value(field.default)


def sql_value(value: Value) -> str:
    """A value of a field as a literal of SQL."""
    if isinstance(value, tuple):
        return array_literal(value)
    if isinstance(value, JsonText):
        return names.sql_text(value.text)
    if isinstance(value, bool):
        return str(value).lower()
    return names.sql_text(value) if isinstance(value, str) else str(value)


def _search_column(search: Search) -> TableColumn:
    parts = [f"coalesce({names.sql_identifier(field.name)}, '')" for field in search.fields]
    joined = " || ' ' || ".join(parts)
    return TableColumn(
        name=search.column,
        type=ColumnType("tsvector"),
        nullable=True,
        generated=f"to_tsvector('simple', {joined})",
    )


def _checks(table: names.Table, field: Field) -> list[Check]:
    column = names.sql_identifier(field.name)
    checks = []

    def check(rule: CheckRule, sql: str, bound: object) -> None:
        said = bound if isinstance(bound, tuple) else str(bound)
        name = names.constraint("ck", table, field.name, rule)
        checks.append(Check(name, sql, field.name, rule, said))

    if field.type in TEXTS:
        if field.minimum:
            check("min", f"char_length({column}) >= {field.minimum}", field.minimum)
        check("max", f"char_length({column}) <= {field.maximum}", field.maximum)
        if field.pattern is not None and is_portable(field.pattern):
            check("pattern", f"{column} ~ {names.sql_text(field.pattern)}", field.pattern)
    if field.element is not None:
        for rule, sql, bound in array_checks(field, field.element):
            check(rule, sql, bound)
    if field.type == "json":
        for rule, sql, bound in json_checks(field):
            check(rule, sql, bound)
    if field.form:
        check("form", f"{column} ~ {names.sql_text(FORMS[field.form].pattern)}", field.form)
    if field.type in NUMBERS:
        least, most = INT_RANGES.get(field.type, (None, None))
        if field.minimum is not None and field.minimum != least:
            check("min", f"{column} >= {field.minimum}", field.minimum)
        if field.maximum is not None and field.maximum != most:
            check("max", f"{column} <= {field.maximum}", field.maximum)
    if field.members:
        values = tuple(member.value for member in field.members)
        check("values", f"{column} IN ({', '.join(map(names.sql_text, values))})", values)
    return checks


def _indexes(
    table: names.Table,
    fields: Sequence[Field],
    key: Field,
    owner: Owner,
    operator_filters: Sequence[OperatorFilter],
    choice_filters: Sequence[ChoiceFilter],
    search: Search | None,
    sort_keys: Sequence[SortKey],
    uniques: Sequence[Unique],
    nested: Mapping[str, Sequence[str]],
    default_order: tuple[IndexPart, ...],
    *,
    public: bool,
) -> tuple[Index, ...]:
    """One index for each sort, one for each filtered column that no sort covers, one to search.

    All begin with the owner, since every statement asks for one owner's rows, unless everybody
    reads them all; or with what the rows refer to, where that tells their owner. What is unique has
    an index already, which serves the filters of its first field; so has a reference.
    """
    owned = IndexPart(names.sql_identifier(owner.column), expression=False)
    of_one = () if public else (owned,)
    before = () if public else (owner.column,)
    by_key = IndexPart(names.sql_identifier(key.name), expression=False)
    indexes: dict[str, Index] = {}

    def add(column: str, parts: tuple[IndexPart, ...], ending: tuple[str, ...], why: str) -> None:
        name = names.constraint("ix", table, *before, *ending)
        index = indexes.setdefault(column, Index(name, parts, "btree", why))
        if why not in index.reason.split(", "):
            indexes[column] = replace(index, reason=f"{index.reason}, {why}")

    for sort in sort_keys:
        if sort.then:
            directed = _directed(sort, key)
            ordered = _ordered(directed)
            # No field's name has two underscores in a row.
            ending = tuple(
                f"{_in_name(each.field)}{'__desc' * each.descending}" for each in directed
            )
            # The key ends the index of a single field, too.
            told = ordered[:-1] if ordered[-1] == by_key else ordered
            columns = " ".join(part.sql for part in told)
            add(columns, (*of_one, *ordered), ending, f"sort {sort.name}")
            continue
        if public and sort.field is key:
            # The key has an index of its own.
            continue
        part = _sorted_part(sort)
        parts = (by_key,) if sort.field is key else (part, by_key)
        ending = (key.name,) if sort.field is key else (_in_name(sort.field), key.name)
        add(part.sql, (*of_one, *parts), ending, f"sort {sort.name}")
        if public and sort.nulls is not None:
            # That index has rows without a value at the wrong end for one of the directions, for
            # which the rows of one owner would be sorted; these are everybody's.
            down = sort.nulls == "last"
            turned = SortField(sort.field, down, sort.compare, sort.nulls)
            parts = (_directed_part(turned), _directed_part(SortField(key, down, "value", None)))
            ending = (f"{_in_name(sort.field)}__{'desc' if down else 'asc'}", key.name)
            add(parts[0].sql, parts, ending, f"sort {sort.name}")
    if not sort_keys and not public:
        add(key.name, (owned, by_key), (key.name,), "the order of creation")
    for filter_ in operator_filters:
        if filter_.field.derived:
            # What isn't stored has no index.
            continue
        if filter_.operator == "startswith" and fits_index(filter_.field):
            # As a sort of the same text has it, which serves as well. No field's name has two
            # underscores in a row.
            part = IndexPart(_lowered(filter_.field), expression=True)
            named = f"{filter_.field.name}__startswith"
            add(part.sql, (*of_one, part), (named,), f"filter {filter_.name}")
    filtered = _filtered(operator_filters, choice_filters)
    for field, filter_name in filtered:
        served = any(
            field.name in (unique.columns[:1] if public else unique.columns[1:2])
            for unique in uniques
        )
        if field is key or field.name == owner.column or served or not fits_index(field):
            continue
        if (field.derived and field.switch is None) or field.reference is not None:
            continue
        part = _plain_part(field)
        add(part.sql, (*of_one, part), (_in_name(field),), f"filter {filter_name}")
    found = [*indexes.values()]
    if public and all(unique.of_all for unique in uniques) and not owner.hops:
        name = names.constraint("ix", table, owner.column)
        found.append(Index(name, (owned,), "btree", _of_owner(filtered, owner)))
    for index in _of_references(
        table, fields, of_one, operator_filters, choice_filters, nested, default_order
    ):
        if found and index.parts[0] == owned == found[0].parts[0]:
            # All others begin with it.
            found[0] = replace(found[0], reason=f"{found[0].reason}, {index.reason}")
        else:
            found.append(index)
    if search is not None:
        words = IndexPart(search.column, expression=False)
        name = names.constraint("ix", table, search.column)
        found.append(Index(name, (words,), "gin", "search"))
    found += _indexes_of_elements(table, operator_filters)
    return tuple(_told_apart(found))


def _ordered(directed: Sequence[SortField]) -> tuple[IndexPart, ...]:
    return (
        _directed_part(replace(directed[0], nulls=None)),
        *map(_directed_part, directed[1:]),
    )


def _default_order(
    sort_keys: Sequence[SortKey], default: str | None, key: Field
) -> tuple[IndexPart, ...]:
    """What follows in an index by which rows are found in the order that lists have unasked."""
    by_key = IndexPart(names.sql_identifier(key.name), expression=False)
    name = (default or "").removeprefix("-")
    sort = next((sort for sort in sort_keys if sort.name == name), None)
    if sort is None or (sort.field is key and not sort.then):
        return (by_key,)
    return _ordered(_directed(sort, key)) if sort.then else (_sorted_part(sort), by_key)


def _of_owner(filtered: Sequence[tuple[Field, names.PublicName]], owner: Owner) -> str:
    """What of the spec needs an index that begins with the owner, where lists don't."""
    filters = [f"filter {name}" for field, name in filtered if field.name == owner.column]
    return ", ".join(dict.fromkeys(["owner", *filters]))


def _of_references(
    table: names.Table,
    fields: Sequence[Field],
    of_one: tuple[IndexPart, ...],
    operator_filters: Sequence[OperatorFilter],
    choice_filters: Sequence[ChoiceFilter],
    nested: Mapping[str, Sequence[str]],
    default_order: tuple[IndexPart, ...],
) -> Iterator[Index]:
    """An index for each reference, by which PostgreSQL finds the rows that refer to a deleted one.

    They are all the same owner's, or everybody reads them, so a filter needs no more; but rows that
    refer to nothing are everybody's: `of_one` leaves those of one owner. Where rows are listed
    below the one that they refer to, their order follows.
    """
    filtered = _filtered(operator_filters, choice_filters)
    asked_for_null = {
        *(filter_.field.name for filter_ in operator_filters if filter_.operator == "is_null"),
        *(
            field.name
            for filter_ in choice_filters
            for choice in filter_.choices
            for field, value in choice.conditions
            if value is None
        ),
    }
    for field, _ in references(fields):
        filters = [f"filter {name}" for other, name in filtered if other.name == field.name]
        lists = [f"nested {name}" for name in nested.get(field.name, ())]
        reason = ", ".join(dict.fromkeys([f"reference {field.name}", *filters, *lists]))
        part = IndexPart(names.sql_identifier(field.name), expression=False)
        owners = of_one if field.name in asked_for_null else ()
        parts = (part, *owners, *(default_order if lists else ()))
        yield Index(names.constraint("ix", table, field.name), parts, "btree", reason)


def _told_apart(indexes: Iterable[Index]) -> Iterator[Index]:
    taken: set[names.Constraint] = set()
    for index in indexes:
        content = " ".join(part.sql for part in index.parts)
        name = names.told_apart(index.name, content, taken)
        taken.add(name)
        yield replace(index, name=name)


def _filtered(
    operator_filters: Sequence[OperatorFilter], choice_filters: Sequence[ChoiceFilter]
) -> list[tuple[Field, names.PublicName]]:
    """The fields that filters compare with values, and the filters."""
    # What stands in the middle of a text or at its end, no index of this kind finds; and an array
    # may be too long for one.
    filtered = [
        (filter_.field, filter_.name)
        for filter_ in operator_filters
        if filter_.operator not in PARTS and filter_.field.element is None
    ]
    return filtered + [
        (field, filter_.name)
        for filter_ in choice_filters
        for choice in filter_.choices
        for field, _ in choice.conditions
    ]


def _indexes_of_elements(
    table: names.Table, operator_filters: Sequence[OperatorFilter]
) -> Iterator[Index]:
    """One index for each array in which elements are looked for, if each fits into an entry."""
    reasons: dict[names.Column, list[str]] = {}
    for filter_ in operator_filters:
        element = None if filter_.field.link else filter_.field.element
        if filter_.operator in ELEMENTS and element and fits_index(element):
            reasons.setdefault(filter_.field.name, []).append(f"filter {filter_.name}")
    for column, reason in reasons.items():
        part = IndexPart(names.sql_identifier(column), expression=False)
        name = names.constraint("ix", table, column)
        yield Index(name, (part,), "gin", ", ".join(reason))


def _served(
    unique: Unique,
    columns: Sequence[names.Column],
    filtered: Sequence[tuple[Field, names.PublicName]],
) -> Unique:
    """What is unique, with the filters that its index serves: those of these columns."""
    filters = [
        f"filter {name}"
        for field, name in filtered
        if field.name in columns and field.reference is None
    ]
    return replace(unique, reason=", ".join(dict.fromkeys([unique.reason, *filters])))


def _directed(sort: SortKey, key: Field) -> tuple[SortField, ...]:
    """The fields of a sort, which need not go the same way, and the key, which ends all ties."""
    if any(each.field is key for each in sort.fields):
        return sort.fields
    return (*sort.fields, SortField(key, sort.fields[-1].descending, "value", None))


def _directed_part(sort: SortField) -> IndexPart:
    part = _sorted_part(sort)
    # Nulls count as the greatest, unless an index says something else. Lists read the rows
    # without a first value by themselves, wherever an index has them.
    usual = "first" if sort.descending else "last"
    ending = " DESC" if sort.descending else ""
    ending += f" NULLS {sort.nulls.upper()}" if sort.nulls not in (None, usual) else ""
    return IndexPart(part.sql + ending, expression=part.expression or bool(ending))


def _sorted_part(sort: SortKey | SortField) -> IndexPart:
    column = names.sql_identifier(sort.field.name)
    match sort.compare:
        case "text" if fits_index(sort.field):
            return IndexPart(_lowered(sort.field), expression=True)
        case "text":
            beginning = f'left(lower({column}), {MAX_INDEXED_TEXT}) COLLATE "C"'
            return IndexPart(beginning, expression=True)
        case "rank":
            return IndexPart(rank_sql(sort.field), expression=True)
        case "value":
            return _plain_part(sort.field)


def _plain_part(field: Field) -> IndexPart:
    """The values as they are: of a column, or of a bool that stands for a state of one."""
    if field.switch is not None:
        return IndexPart(f"({field.sql})", expression=True)
    return IndexPart(names.sql_identifier(field.name), expression=False)


def _in_name(field: Field) -> str:
    """A field in the name of an index: a column of this name, which it may replace, has others."""
    return f"{field.name}__is" if field.switch else field.name


def fits_index(field: Field) -> bool:
    """Whether any value does: texts, arrays and JSON may be too long."""
    if field.type in WHOLE:
        return False
    return field.type not in TEXTS or longest(field) <= MAX_INDEXED


def _lowered(field: Field) -> str:
    return f'lower({names.sql_identifier(field.name)}) COLLATE "C"'


def rank_sql(field: Field) -> str:
    """The rank of an enum's value, as SQL."""
    ranks = " ".join(
        f"WHEN {names.sql_text(member.value)} THEN {rank}"
        for rank, member in enumerate(field.members)
    )
    return f"(CASE {names.sql_identifier(field.name)} {ranks} END)"
