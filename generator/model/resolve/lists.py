"""The pass over lists: filters, search, sorts and pages."""

from collections.abc import Mapping
from typing import get_args

from generator.language import spec
from generator.language.words import Nulls, OperatorName, TypeName
from generator.model import names
from generator.model.fields import Deprecation, Field, Scalar
from generator.model.lists import (
    Beyond,
    Choice,
    ChoiceFilter,
    OperatorFilter,
    Page,
    Search,
    SortField,
    SortKey,
)
from generator.model.resolve.across import (
    OPERATORS,
    Found,
    Others,
    filter_across,
    find,
    under_all_names,
)
from generator.model.resolve.endings import earliest, resolve_deprecation
from generator.model.resolve.references import COMPARED
from generator.model.resolve.report import Report, did_you_mean, no_field
from generator.model.resolve.values import PLAIN_TEXTS, TEXTS, WHOLE, type_problem
from generator.model.resolve.visibility import check_shown

Fields = Mapping[str, Field]

# What compares ids of users, which every row has.
OF_IDS = ("eq", "ne", "in", "nin")
# Types whose values have an order that a comparison can use.
ORDERED = frozenset(TEXTS | {"int", "bigint", "decimal", "float", "date", "datetime", "time"})
COMPARISONS = frozenset({"lt", "lte", "gt", "gte"})
# What looks for a part of a text.
PARTS = frozenset({"contains", "startswith", "endswith"})
# What looks for elements of an array.
ELEMENTS = frozenset({"any", "all"})
# The types that an operator suits; one that isn't here suits all.
SUITS = {
    **dict.fromkeys(("eq", "ne", "in", "nin"), frozenset(get_args(TypeName)) - WHOLE),
    **dict.fromkeys(ELEMENTS, frozenset({"array"})),
    **dict.fromkeys(COMPARISONS, ORDERED),
    **dict.fromkeys(PARTS, TEXTS),
    "between": ORDERED - TEXTS,
}


def resolve_filters(
    resource: str,
    declared: Mapping[str, spec.Filter],
    fields: Fields,
    others: Others,
    owner: Field | None,
    report: Report,
) -> tuple[tuple[OperatorFilter, ...], tuple[ChoiceFilter, ...]]:
    """The filters by operator, and those by name.

    `others` are the fields of each resource; `owner` is given where lists have all rows.
    """
    askable = fields if owner is None else {**fields, owner.name: owner}
    operators: list[OperatorFilter] = []
    choices: list[ChoiceFilter] = []
    for name, declaration in declared.items():
        place = report.at(name)
        if isinstance(declaration, spec.Preset):
            choices.append(_preset(resource, name, declaration, fields, others, place))
            continue
        found = find(name, askable, others, "a filter", place, of="key")
        if found is None:
            continue
        words, ending, at = _declared(declaration, place)
        if found.field is owner:
            _check_ids(name, words, at)
        made = _operators(found, words, ending, at)
        if found.steps:
            _check_names(found, made, operators, place)
        operators += made
    return tuple(operators), tuple(choices)


def _declared(
    declaration: tuple[OperatorName, ...] | spec.DeprecatedOperators, report: Report
) -> tuple[tuple[OperatorName, ...], Deprecation | None, Report]:
    """The operators of a field, whether they will go away, and where they stand."""
    if not isinstance(declaration, spec.DeprecatedOperators):
        return declaration, None, report
    ending = resolve_deprecation(declaration.deprecated, report.at("deprecated"))
    return declaration.operators, ending, report.at("operators")


def _check_ids(name: str, declared: tuple[OperatorName, ...], report: Report) -> None:
    """Whether operators suit the owner's column."""
    for index, operator in enumerate(declared):
        if operator not in OF_IDS and operator != "is_null":
            report.at(index).error(
                "E402",
                f"'{operator}' doesn't suit '{name}': its values are ids of users",
                hint=f"these do: {', '.join(OF_IDS)}",
            )


def _operators(
    found: Found,
    declared: tuple[OperatorName, ...],
    deprecation: Deprecation | None,
    report: Report,
) -> list[OperatorFilter]:
    filters = []
    field = found.field
    check_shown(field, "a filter", report, of="key")
    for index, operator in enumerate(declared):
        if field.attached is not None and operator != "eq":
            report.at(index).error(
                "E402", f"'{operator}' doesn't suit what depends on the caller", hint="eq"
            )
        elif field.reference is not None and operator not in COMPARED:
            report.at(index).error(
                "E402",
                f"'{operator}' doesn't suit a reference: its values are keys",
                hint=f"these do: {', '.join(COMPARED)}",
            )
        elif field.link is not None and operator not in ELEMENTS:
            report.at(index).error(
                "E402", f"'{operator}' doesn't suit a many: it is a list", hint="any and all do"
            )
        elif field.type not in SUITS.get(operator, {field.type}):
            hint = "eq, ne, in and nin suit every type"
            if field.type == "array":
                hint = "any and all suit an array, and is_null where it may be null"
            if field.type == "json":
                hint = "is_null; what lists are asked for belongs into a field of its own"
            if operator == "between" and field.type in TEXTS:
                # A text may have a comma of its own.
                hint = "gte and lte suit texts"
            report.at(index).error(
                "E402", f"'{operator}' doesn't suit a field of type {field.type}", hint=hint
            )
        elif operator == "is_null" and not found.nullable:
            report.at(index).error("E402", f"'{found.name}' is never null", hint="remove 'is_null'")
        if found.steps:
            filters.append(filter_across(found, operator, deprecation))
            continue
        name = names.under(field.asked[1], operator)
        ending = earliest(deprecation, field.deprecation)
        filters.append(OperatorFilter(name, field, operator, None, ending))
    return filters


def _check_names(
    found: Found, made: list[OperatorFilter], others: list[OperatorFilter], report: Report
) -> None:
    """That filters across references have names of their own."""
    if found.field.name in OPERATORS:
        report.error(
            "E204",
            f"'{found.name}' would be '{names.across(*found.parts)}' in Python, as the operator "
            f"'{found.field.name}' of '{names.across(*found.parts[:-1])}' would",
            hint=f"another name for the field '{found.field.name}'; its JSON name may stay",
            of="key",
        )
    taken = {str(filter_.name) for filter_ in under_all_names(others)}
    for filter_ in under_all_names(made):
        if filter_.name in taken:
            report.error(
                "E206",
                f"two filters would have the parameter '{filter_.name}'",
                hint="another JSON name, or old name, for one of the references",
                of="key",
            )
            return


def _preset(
    resource: str,
    name: str,
    declared: spec.Preset,
    fields: Fields,
    others: Others,
    report: Report,
) -> ChoiceFilter:
    _check_preset_name(name, fields, report)
    if declared.default not in declared.choices:
        report.at("default").error(
            "E403",
            f"there is no choice '{declared.default}'",
            hint=did_you_mean(declared.default, declared.choices),
        )
    choices = tuple(
        _choice(choice, conditions, fields, others, report.at("choices", choice))
        for choice, conditions in declared.choices.items()
    )
    return ChoiceFilter(
        names.PublicName(name),
        names.class_of(resource, name),
        names.PublicName(declared.default),
        choices,
        resolve_deprecation(declared.deprecated, report.at("deprecated")),
    )


def _check_preset_name(name: str, fields: Fields, report: Report) -> None:
    if not names.FIELD_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{name}' can't be the name of a filter",
            hint="lower case words joined by single underscores, at most 40 characters",
            of="key",
        )
    elif name in names.RESERVED_FIELDS:
        report.error("E203", f"the name '{name}' is taken", hint="another name", of="key")
    elif name in fields:
        report.error(
            "E409",
            f"'{name}' is a field, so its filter takes a list of operators",
            hint="[eq], or another name for the choices",
            of="key",
        )


def _choice(
    name: str,
    declared: Mapping[str, Scalar | None],
    fields: Fields,
    others: Others,
    report: Report,
) -> Choice:
    if not names.CHOICE_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{name}' can't be the name of a choice",
            hint="letters and digits joined by single _ or -, at most 40 characters",
            of="key",
        )
    conditions, beyond = [], []
    for field_name, value in declared.items():
        place = report.at(field_name)
        found = find(field_name, fields, others, "a choice", place, of="key")
        if found is None:
            continue
        field = found.field
        check_shown(field, "a choice", place, of="key")
        problem = "is never null" if value is None and not found.nullable else None
        if value is not None:
            problem = type_problem(field, value)
            if field.reference is not None:
                problem = f"refers to {field.reference.labels} that only their owner knows"
            if field.type in WHOLE:
                problem = f"is of type {field.type}, which can only be asked for null"
        if problem:
            place.error("E404", f"'{field_name}' {problem}")
        if found.steps:
            beyond.append(Beyond(found.steps, field, value))
        else:
            conditions.append((field, value))
    return Choice(names.PublicName(name), tuple(conditions), tuple(beyond))


def resolve_search(declared: tuple[str, ...], fields: Fields, report: Report) -> Search | None:
    """The full-text search, where the resource has one."""
    searched = []
    for index, name in enumerate(declared):
        if name not in fields:
            no_field(name, fields, report.at(index))
        elif fields[name].type not in PLAIN_TEXTS:
            report.at(index).error(
                "E408",
                f"'{name}' is of type {fields[name].type}: only words can be searched",
                hint="string or text; a filter with 'contains' suits an email and a url",
            )
        else:
            check_shown(fields[name], "a search", report.at(index))
            searched.append(fields[name])
    return Search(names.Column("search_vector"), tuple(searched)) if searched else None


def resolve_sort(
    declared: spec.Sort | None, fields: Fields, others: Others, report: Report
) -> tuple[tuple[SortKey, ...], names.PublicName | None]:
    """The keys that lists can be sorted by, and the one they are sorted by unasked."""
    if declared is None:
        return (), None
    keys = []
    for name, targets in declared.keys.items():
        place = report.at("keys", name)
        if not names.SORT_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
            place.error(
                "E202",
                f"'{name}' can't be the name of a sort",
                hint="words joined by single underscores, at most 40 characters",
                of="key",
            )
        found = [_sort_field(target, fields, others, declared.nulls, place) for target in targets]
        if None not in found:
            first, *then = filter(None, found)
            key = (first.field, first.descending, first.compare, first.nulls)
            keys.append(SortKey(names.PublicName(name), *key, tuple(then), first.steps))
    if declared.default.removeprefix("-") not in declared.keys:
        report.at("default").error(
            "E405",
            f"there is no sort '{declared.default}'",
            hint=did_you_mean(declared.default, declared.keys),
        )
    return tuple(keys), names.PublicName(declared.default)


def _sort_field(
    target: str, fields: Fields, others: Others, nulls: Nulls | None, report: Report
) -> SortField | None:
    found = find(target.removeprefix("-"), fields, others, "a sort", report)
    if found is None:
        return None
    field = found.field
    check_shown(field, "a sort", report)
    if field.reference is not None:
        report.error(
            "E416",
            f"'{field.name}' holds keys of {field.reference.labels}, whose order means nothing",
            hint="sort by another field",
        )
        return None
    if field.type in WHOLE:
        report.error(
            "E416",
            f"'{field.name}' is of type {field.type}: its values have no order",
            hint="sort by another field",
        )
        return None
    if found.nullable and nulls is None:
        report.error(
            "E406",
            f"'{found.name}' may be null, so the sort must say where such rows go",
            hint="add 'nulls: last' to the sort",
        )
    return SortField(
        field=field,
        descending=target.startswith("-"),
        compare="text" if field.type in TEXTS else "rank" if field.type == "enum" else "value",
        nulls=nulls if found.nullable else None,
        steps=found.steps,
    )


def resolve_page(declared: spec.Page, report: Report) -> Page:
    """How much of a list one response holds."""
    if declared.size > declared.max:
        word = "size" if "size" in declared.model_fields_set else "max"
        report.at(word).error(
            "E407", f"the page size, {declared.size}, is more than the most, {declared.max}"
        )
    return Page(declared.size, declared.max, declared.total)
