"""The pass over `unique`: values that only one of an owner's rows may have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.language import spec
from generator.model import names
from generator.model.fields import Field
from generator.model.resolve.report import Report, no_field
from generator.model.resolve.values import TEXTS, WHOLE
from generator.model.resolve.varied import varied
from generator.model.resource import Owner
from generator.model.tables import Unique

# How many characters of texts fit into an index beside any owner, and how many bytes they have at
# most: an entry has 2,704, and a row that needs more couldn't be stored.
MAX_INDEXED_TEXT = 400
MAX_INDEXED = 4 * MAX_INDEXED_TEXT
# Types with so few values that hardly any row could be stored.
FEW = frozenset({"bool", "enum"})


def resolve_uniques(
    declared: spec.Resource,
    fields: Mapping[str, Field],
    table: names.Table,
    owner: Owner,
    report: Report,
) -> tuple[Unique, ...]:
    """What is unique: single fields in the order of the spec, then groups of them.

    Where rows refer to their owner's row, groups are unique for each of these.
    """
    single = list(_single(declared, fields, report.at("fields")))
    groups = _groups(declared, fields, owner, set(single), report.at("unique"))
    found: dict[names.Constraint, Unique] = {}
    for group in (*((name,) for name in single), *groups):
        of_all = len(group) == 1 and declared.fields[group[0]].unique is True
        of_all = of_all and declared.through is None
        # What refers to the owner's row may stand in the group itself.
        owned = group if of_all else dict.fromkeys((owner.column, *group))
        columns = tuple(map(names.Column, owned))
        name = names.constraint("uq", table, *columns)
        name = names.told_apart(name, " ".join(group), found)
        found[name] = Unique(name, columns, "unique", declared.through is not None, of_all)
    return tuple(found.values())


def longest(field: Field) -> int:
    """The most bytes that a text may have; those with a form are ASCII."""
    return (1 if field.form else 4) * int(field.maximum or 0)


def _single(declared: spec.Resource, fields: Mapping[str, Field], report: Report) -> Iterator[str]:
    for name, given in declared.fields.items():
        # What stands for a state of another field can't be unique, which is said there.
        if given.unique is None or name not in fields:
            continue
        place, field = report.at(name), fields[name]
        at = place.at("unique")
        if declared.through not in (None, name):
            at.error(
                "E314",
                f"rows are owned through '{declared.through}', so values can be unique for each of "
                "these, and not for each owner",
                hint=f"unique: [[{declared.through}, {name}]] on the resource",
            )
            continue
        if given.unique is True and not declared.public:
            at.error(
                "E315",
                "'unique: true' would tell callers which values the rows of others have",
                hint="unique: per_owner",
            )
        for word in ("default", "backfill"):
            if word in given.model_fields_set:
                place.at(word).error(
                    "E308",
                    f"'{word}' has no meaning beside 'unique': only one row could have it",
                    hint=f"remove '{word}'",
                    of="key",
                )
        if field.automatic and field.made_from is None:
            at.error("E314", f"only the server sets '{name}'", hint="remove 'unique'", of="key")
            continue
        if field.type in WHOLE:
            at.error("E314", _whole(field), hint="remove 'unique'")
            continue
        if field.type in FEW:
            at.error(
                "E314",
                f"'{name}' is of type {field.type}, which has too few values to be unique",
                hint="a group of fields: unique: [[...]] on the resource",
            )
            continue
        _check([field], at)
        yield name


def _groups(
    declared: spec.Resource,
    fields: Mapping[str, Field],
    owner: Owner,
    single: set[str],
    report: Report,
) -> Iterator[tuple[str, ...]]:
    seen: list[set[str]] = []
    # Whether they name it or not, groups are unique for each row that this refers to.
    within = {declared.through} if declared.through else set()
    for index, group in enumerate(declared.unique):
        place = report.at(index)
        if not all(
            _is_groupable(name, fields, owner, single, place.at(number))
            for number, name in enumerate(group)
        ):
            continue
        if len(group) == 1:
            hint = f"{group[0]}: {{..., unique: per_owner}}"
            if declared.through is not None:
                other = "another field" if group[0] == declared.through else group[0]
                hint = f"[{declared.through}, {other}]"
            place.error("E314", f"'{group[0]}' is no group", hint=hint)
        elif any(other <= within | {*group} or within | {*group} <= other for other in seen):
            place.error(
                "E314",
                "these fields and others of them can't both be unique: the fewer say it all",
                hint="remove the longer group",
            )
        elif all(fields[name].type in FEW for name in group):
            place.error("E314", "these fields have too few values to be unique")
        else:
            _check([fields[name] for name in group], place)
            seen.append(within | {*group})
            yield group


def _is_groupable(
    name: str, fields: Mapping[str, Field], owner: Owner, single: set[str], report: Report
) -> bool:
    if name == owner.column and name not in fields:
        report.error("E314", "a group is unique for each owner anyway", hint=f"remove '{name}'")
    elif name not in fields:
        no_field(name, fields, report)
    elif fields[name].automatic:
        report.error("E314", f"only the server sets '{name}'", hint=f"remove '{name}'")
    elif fields[name].type in WHOLE:
        report.error("E314", _whole(fields[name]), hint=f"remove '{name}'")
    elif name in single:
        report.error("E314", f"'{name}' is unique by itself", hint="remove the group")
    else:
        return True
    return False


def _whole(field: Field) -> str:
    return f"'{field.name}' is of type {field.type}: its values are not compared with others"


def _check(fields: Sequence[Field], report: Report) -> None:
    for field in fields:
        if not field.shown:
            report.error(
                "E315",
                f"a refusal would tell the value of '{field.name}', which answers don't have",
                hint=f"let answers have '{field.name}'",
            )
            return
    texts = [field for field in fields if field.type in TEXTS]
    if sum(map(longest, texts)) > MAX_INDEXED:
        most = max(texts, key=longest)
        rest = sum(map(longest, texts)) - longest(most)
        room = (MAX_INDEXED - rest) // (1 if most.form else 4)
        report.error(
            "E314",
            f"texts of up to {most.maximum} characters, as '{most.name}' may have, don't fit "
            "into the index that holds what is unique",
            hint=f"max: {room}" if room > 0 else "shorter texts, or fewer of them",
        )
    elif not tells_apart(fields):
        names_of = " and ".join(f"'{field.name}'" for field in fields)
        hint = "an example that ends in three digits: example: AB-001" if texts else "more values"
        if any(field.reference is not None for field in fields):
            hint = "let the reference be null, or add a field by which rows differ to the group"
        report.error(
            "E314",
            f"seeds and tests can't make up values of {names_of} that are all different",
            hint=hint,
        )


def tells_apart(fields: Iterable[Field]) -> bool:
    """Whether rows can be made that differ: by a value of one of the fields, or by null."""
    return any(
        field.nullable or field.made_from or (field.writable and varied(field) is not None)
        for field in fields
    )
