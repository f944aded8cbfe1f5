"""What changes for clients in the lists of a resource."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from generator.evolve.changes import Change
from generator.evolve.contract.across import TODAY, Names
from generator.evolve.contract.operations import Operations, of_resource
from generator.evolve.contract.promises import is_over, promises
from generator.model.fields import Deprecation
from generator.model.lists import Choice, ChoiceFilter, OperatorFilter, Page, SortField, SortKey
from generator.model.resource import Resource

# The rules that are about which rows there are.
_FILTERING = ("_filter", "_choice", "_choice_default", "_search")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=_Named)


def list_changes(
    old: Resource,
    new: Resource,
    fields: Mapping[str, str],
    names: Names,
    refused: int,
    today: str,
) -> Iterator[Change]:
    """Filters, search, sorts and pages; `fields` are the new names of the old fields.

    `names` are those of other resources, too.
    """
    if "list" in old.routes and "list" in new.routes:
        yield from _Lists(old, new, fields, names, refused, today).changes()


class _Lists:
    def __init__(
        self,
        old: Resource,
        new: Resource,
        fields: Mapping[str, str],
        names: Names,
        refused: int,
        today: str,
    ) -> None:
        self._old = old
        self._new = new
        self._fields = fields
        self._names = names
        self._refused = refused
        self._today = today

    def changes(self) -> Iterator[Change]:
        yield from self._operators()
        yield from self._across()
        yield from self._choices()
        yield from self._search()
        yield from self._sorts()
        yield from self._page(self._old.page, self._new.page)

    def _operators(self) -> Iterator[Change]:
        # Those under the old name of a field come and go with it.
        old = [filter_ for filter_ in _own(self._old) if filter_.renamed is None]
        new = [filter_ for filter_ in _own(self._new) if filter_.renamed is None]
        for filter_ in _missing(old, new):
            if not self._gone_with_its_field(filter_):
                yield self._removed("filter", filter_.name, ends=filter_.deprecation)
        for was, now in _both(old, new):
            if was.field.deprecation == now.field.deprecation:
                yield from self._promises(f"filter {now.name}", was.deprecation, now.deprecation)
        moved = {(self._now(filter_.field.name), filter_.operator) for filter_ in old}
        for filter_ in _missing(new, old):
            if (filter_.field.name, filter_.operator) not in moved:
                yield self._added("filter", filter_.name)

    def _across(self) -> Iterator[Change]:
        """Filters across references: changes of the fields there say nothing of them."""
        old = [filter_ for filter_ in self._old.operator_filters if filter_.steps]
        new = [filter_ for filter_ in self._new.operator_filters if filter_.steps]
        for filter_ in _missing(old, new):
            yield self._removed("filter", filter_.name, ends=filter_.deprecation)
        for filter_ in _missing(new, old):
            if filter_.renamed is None:
                yield self._added("filter", filter_.name)
        for was, now in _both(old, new):
            if was.renamed is None and now.renamed is None and _ends_alike(was, now):
                yield from self._promises(f"filter {now.name}", was.deprecation, now.deprecation)

    def _gone_with_its_field(self, filter_: OperatorFilter) -> bool:
        """Whether another change says it already: the field is gone, or is called otherwise."""
        now = self._fields.get(filter_.field.name)
        if now is None:
            return True
        there = {(other.field.name, other.operator) for other in _own(self._new)}
        return (now, filter_.operator) in there

    def _choices(self) -> Iterator[Change]:
        old, new = self._old.choice_filters, self._new.choice_filters
        for filter_ in _missing(old, new):
            yield self._removed("filter", filter_.name, ends=filter_.deprecation)
            if _hides(filter_):
                yield self._other_rows(filter_, f"`{filter_.name}` hides no rows any more")
        for filter_ in _missing(new, old):
            yield self._added("filter", filter_.name)
            if _hides(filter_):
                yield self._other_rows(filter_, f"`{filter_.name}` hides rows unasked")
        for was, now in _both(old, new):
            yield from self._choice_filter(was, now)
            yield from self._promises(f"filter {now.name}", was.deprecation, now.deprecation)

    def _choice_filter(self, was: ChoiceFilter, now: ChoiceFilter) -> Iterator[Change]:
        name = now.name
        for choice in _missing(was.choices, now.choices):
            value = f"{name}={choice.name}"
            text = f"`{value}` removed"
            yield self._change("remove_choice", text, f"{value}: {self._refused}", value)
        for choice in _missing(now.choices, was.choices):
            value = f"{name}={choice.name}"
            yield self._change("add_choice", f"`{value}` added", None, value)
        for before, after in _both(was.choices, now.choices):
            if self._conditions(before, self._names) != self._conditions(after, TODAY):
                value = f"{name}={after.name}"
                effect = f"{value} finds other rows"
                yield self._change(
                    "change_choice", f"`{value}` means something else", effect, value
                )
        if was.default != now.default:
            text = f"`{name}` is '{now.default}' unasked instead of '{was.default}'"
            effect = f"without {name}: as {name}={now.default}"
            yield self._change("change_choice_default", text, effect, name, now.default)

    def _conditions(self, choice: Choice, names: Names) -> set[tuple[tuple[str, ...], object]]:
        resource = self._new if names is TODAY else self._old
        own = {(names.path(resource, (), field), value) for field, value in choice.conditions}
        return own | {
            (names.path(resource, each.steps, each.field), each.value) for each in choice.beyond
        }

    def _other_rows(self, filter_: ChoiceFilter, text: str) -> Change:
        effect = f"without {filter_.name}: other rows"
        return self._change("change_choice_default", text, effect, filter_.name, filter_.default)

    def _search(self) -> Iterator[Change]:
        old, new = self._old.search, self._new.search
        if old and not new:
            yield self._change("remove_search", "the search is removed", f"q: {self._refused}")
        elif new and not old:
            yield self._change("add_search", "a search is added", "q searches")
        elif old and new:
            before = [self._now(field.name) for field in old.fields]
            if before != [field.name for field in new.fields]:
                text = "the search reads other fields"
                yield self._change("change_search", text, "q finds other rows")

    def _sorts(self) -> Iterator[Change]:
        old, new, by = self._old.sort_keys, self._new.sort_keys, self._new.sort_by.name
        for key in _missing(old, new):
            yield self._removed("sort", key.name, f"{by}={key.name}: {self._refused}")
        for key in _missing(new, old):
            yield self._added("sort", key.name)
        for was, now in _both(old, new):
            if self._order(was, self._names) != self._order(now, TODAY):
                effect = f"{by}={now.name} gives another order"
                text = f"sort `{now.name}` is by {_column(now)} instead of {_column(was)}"
                yield self._change("change_sort", text, effect, now.name)
        was_default, now_default = self._old.default_sort, self._new.default_sort
        if was_default != now_default:
            text = f"lists are sorted by `{now_default}` unasked instead of `{was_default}`"
            effect = f"without {by}: another order"
            yield self._change("change_default_sort", text, effect, str(now_default))
        if old and new:
            yield from self._sort_parameters()

    def _sort_parameters(self) -> Iterator[Change]:
        was, now = self._old.sort_by.name, self._new.sort_by.name
        if was != now:
            text = f"lists are sorted by `{now}=` instead of `{was}=`"
            yield self._change("move_sort", text, f"{was}: {self._refused}", now)
        before, after = self._old.sort_order, self._new.sort_order
        if before and before != after:
            text = f"parameter `{before.name}` removed"
            effect = f"{before.name}: {self._refused}"
            yield self._change("remove_sort_order", text, effect, before.name)
        if after and before != after:
            yield self._change(
                "add_sort_order", f"parameter `{after.name}` added", None, after.name
            )

    def _order(self, key: SortKey, names: Names) -> tuple[object, ...]:
        resource = self._new if names is TODAY else self._old
        return tuple(
            (names.path(resource, each.steps, each.field), each.descending, each.nulls)
            for each in key.fields
        )

    def _page(self, old: Page, new: Page) -> Iterator[Change]:
        if new.maximum > old.maximum:
            yield self._change("raise_page_max", f"pages up to {new.maximum} rows")
        elif new.maximum < old.maximum:
            text = f"pages up to {new.maximum} rows instead of {old.maximum}"
            effect = f"limit above {new.maximum}: {self._refused}"
            yield self._change("lower_page_max", text, effect, str(new.maximum))
        if new.size > old.size:
            text = f"{new.size} rows unasked instead of {old.size}"
            yield self._change("raise_page_size", text, f"without limit: up to {new.size} rows")
        elif new.size < old.size:
            text = f"{new.size} rows unasked instead of {old.size}"
            effect = f"without limit: {new.size} rows at most"
            yield self._change("lower_page_size", text, effect, str(new.size))
        yield from self._total(old.total, new.total)

    def _total(self, old: str, new: str) -> Iterator[Change]:
        if old == new:
            return
        text = f"total {old} becomes {new}"
        if old == "none":
            yield self._change("add_total", text, "X-Total-Count can be had")
        elif old == "exact":
            yield self._change("remove_total", text, "no X-Total-Count unasked", new)
        else:
            yield self._change("remove_total", text, f"total=true: {self._refused}", new)

    def _now(self, field: str) -> str:
        return self._fields.get(field, field)

    def _added(self, kind: str, name: str) -> Change:
        return self._change(f"add_{kind}", f"{kind} `{name}` added", None, name)

    def _promises(
        self, what: str, old: Deprecation | None, new: Deprecation | None
    ) -> Iterator[Change]:
        place, lists = ("resources", str(self._new.name)), Operations(self._new).lists
        yield from promises(old, new, place, str(self._new.name), what, lists, self._today)

    def _removed(
        self,
        kind: str,
        name: str,
        effect: str | None = None,
        ends: Deprecation | None = None,
    ) -> Change:
        verb = "end" if is_over(ends, self._today) else "remove"
        effect = effect or f"{name}: {self._refused}"
        return self._change(f"{verb}_{kind}", f"{kind} `{name}` removed", effect, name)

    def _change(self, rule: str, text: str, effect: str | None = None, *detail: str) -> Change:
        operations = Operations(self._new)
        # Stats have the same filters, but neither an order nor pages.
        lists = operations.lists if rule.endswith(_FILTERING) else operations.of("list")
        return of_resource(self._new, rule, text, (lists, effect) if effect else None, *detail)


def _column(key: SortKey) -> str:
    nulls = next((f", nulls {each.nulls}" for each in key.fields if each.nulls), "")
    fields = [f"`{'-' * each.descending}{_said(each)}`" for each in key.fields]
    return f"{', '.join(fields)}{nulls}"


def _said(sort: SortField) -> str:
    """A field as the spec calls it."""
    return ".".join([*(step.relation for step in sort.steps), sort.field.name])


def _own(resource: Resource) -> list[OperatorFilter]:
    """The filters of a resource's own fields."""
    return [filter_ for filter_ in resource.operator_filters if not filter_.steps]


def _ends_alike(was: OperatorFilter, now: OperatorFilter) -> bool:
    """Whether no field on the way has another end: of that its own change tells."""
    before, after = ([*each.steps, each.field] for each in (was, now))
    return [field.deprecation for field in before] == [field.deprecation for field in after]


def _hides(filter_: ChoiceFilter) -> bool:
    """Whether lists that don't name the filter hold only some rows."""
    return any(choice.said for choice in filter_.choices if choice.name == filter_.default)


def _missing(here: Sequence[T], there: Sequence[T]) -> list[T]:
    known = {str(other.name) for other in there}
    return [item for item in here if item.name not in known]


def _both(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[T, T]]:
    before = {str(item.name): item for item in old}
    return ((before[item.name], item) for item in new if item.name in before)
