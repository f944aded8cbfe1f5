"""What each difference between the tables means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import DataPath
from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.database import sql
from generator.evolve.database.difference import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddTable,
    AddUnique,
    AllowNull,
    ChangeCheck,
    ChangeDefault,
    ChangeExpression,
    ChangeForeignKey,
    ChangeIndex,
    ChangeType,
    Difference,
    DropCheck,
    DropColumn,
    DropForeignKey,
    DropIndex,
    DropTable,
    DropUnique,
    Rename,
    ReplaceColumn,
    RequireValue,
    StoreColumn,
)
from generator.evolve.database.links import Links
from generator.evolve.kinds import (
    Form,
    all_hold,
    always_holds,
    becomes_text,
    form_of,
    type_name,
    type_rule,
)
from generator.model.intents import Intents
from generator.model.tables import Check, ForeignKey, TableColumn, TableModel, Unique

# The default of a column that the server sets; no default of a spec is an expression.
_STAMP = "now()"
_RENAMES = frozenset({"rename_column", "rename_field", "rename_field_with_alias"})


def judged(
    differences: Sequence[Difference],
    intents: Intents,
    aliases: Mapping[tuple[str, str], str],
    for_clients: Iterable[Change] = (),
    links: Links | None = None,
) -> list[Change]:
    """A change for each difference that people think about.

    `aliases` are the old names that fields still have, by resource and field.
    """
    judge = _Judge(differences, intents, aliases, for_clients, links or Links())
    return [change for found in differences for change in judge.changes(found)]


class _Judge:
    def __init__(
        self,
        differences: Sequence[Difference],
        intents: Intents,
        aliases: Mapping[tuple[str, str], str],
        for_clients: Iterable[Change],
        links: Links,
    ) -> None:
        self._all = differences
        self._links = links
        self._intents = intents
        self._aliases = aliases
        # What a rename of a column is for clients depends on JSON names, which no table has.
        self._renamed = {
            change.subject: change.rule for change in for_clients if change.rule in _RENAMES
        }

    def changes(self, found: Difference) -> Iterator[Change]:
        if found.table.link is not None:
            yield from self._of_links(found)
            return
        match found:
            case AddTable(table) if table.resource is None:
                yield _of_table("add_users", table, "added")
            case AddTable(table):
                yield _of_table("add_resource", table, "added")
            case DropTable(table):
                yield self._removed_table(table)
            case Rename(table, "table", _, new, str(was)):
                yield self._renamed_table(table, was, new)
            case Rename(table, "column", _, new, str(was)):
                yield self._renamed_column(table, was, new)
            case AddColumn(table, column, backfill):
                if not self._is_stored(table, column):
                    yield _added_column(table, column, has_value=backfill is not None)
            case DropColumn(table, column):
                yield self._removed_column(table, column)
            case ReplaceColumn(table, column, link, _):
                yield said.derived_field(
                    "derive_field", str(table.resource), column.name, link.enum
                )
            case StoreColumn(table, column, link):
                yield said.stored_field(str(table.resource), column.name)
            case ChangeType(table, old_column, column, _):
                yield _changed_type(table, old_column, column)
            case AllowNull(table, column):
                yield _of_column("allow_null", table, column.name, "may be null")
            case RequireValue(table, column, _):
                yield _of_column("require_field", table, column.name, "is never null")
            case ChangeDefault(table, old_column, column):
                # A time that the server sets is no default of clients.
                if "now()" not in (old_column.default, column.default):
                    yield _changed_default(table, old_column, column)
            case ChangeExpression(table, _, _):
                yield _of_table("change_search", table, "the search reads other fields")
            case AddCheck(table, check, new_column=False):
                if self._says_something(table, check):
                    yield _added_check(table, check)
            case DropCheck(table, check):
                if not self._other_kind(table, check) and not self._new_type(table, check):
                    yield _dropped_check(table, check)
            case ChangeCheck(table, old_check, check, values) if check.rule == "values":
                yield from said.changed_values(
                    str(table.resource), check.column, old_check.bound, check.bound, values
                )
            case ChangeCheck(table, old_check, check, _):
                if not self._new_type(table, check):
                    yield _changed_bound(table, old_check, check)
                elif not self._goes_without_saying(table, check):
                    yield _added_check(table, check)
            case AddForeignKey(table, key, new_column, old_key) if key.owners:
                other = old_key.table if old_key else None
                if not new_column:
                    yield said.added_reference(str(table.resource), key.column, key.table, other)
            case DropForeignKey(table, key, new_key) if key.owners:
                if new_key is None:
                    yield said.removed_reference(str(table.resource), key.column, key.table)
            case ChangeForeignKey(table, old_key, key):
                before, after = map(_on_delete, (old_key, key))
                yield said.changed_on_delete(str(table.resource), key.column, before, after)
            case AddForeignKey(table, key):
                text = f"`{key.column}` refers to {key.target}"
                yield _of_table("add_owner_reference", table, text)
            case DropForeignKey(table, key):
                text = f"`{key.column}` doesn't refer to {key.target} any more"
                yield _of_table("remove_owner_reference", table, text)
            case AddUnique(table, unique, again=False):
                yield said.added_unique(str(table.resource), unique.fields, of_all=unique.of_all)
            case DropUnique(table, unique, again=False) if not _covers(table, unique):
                yield said.removed_unique(str(table.resource), unique.fields, of_all=unique.of_all)
            case AddIndex(table, index):
                yield _of_table("add_index", table, f"index for {index.reason}", index.name)
            case DropIndex(table, index):
                yield _of_table(
                    "remove_index", table, f"index {index.name} is needed no more", index.name
                )
            case ChangeIndex(table, _, index):
                yield _of_table(
                    "change_index", table, f"index for {index.reason}, built anew", index.name
                )

    def _of_links(self, found: Difference) -> Iterator[Change]:
        """What becomes of a table of links; its columns follow the two tables that it links."""
        resource, link = str(found.table.resource), str(found.table.link)
        match found:
            case AddTable() if not self._is_whole(AddTable, resource):
                yield said.added_link(resource, link)
            case DropTable(table) if not self._is_whole(DropTable, resource):
                alike = [
                    str(other.table.link)
                    for other in self._all
                    if isinstance(other, AddTable)
                    and (other.table.resource, other.table.leads_to) == (resource, table.leads_to)
                ]
                yield said.removed_link(resource, link, alike)
            case Rename(_, "table"):
                was = self._intents.of(resource, link).was
                if was is not None:
                    yield said.renamed_link(resource, link, was)
            case AddForeignKey(table, key, _, old) if old and key.column == table.key_with:
                yield said.changed_link(resource, link, old.table, key.table)

    def _is_whole(self, kind: type[AddTable | DropTable], resource: str) -> bool:
        """Whether a whole resource comes or goes."""
        return any(
            isinstance(found, kind) and found.table.resource == resource and not found.table.link
            for found in self._all
        )

    def _says_something(self, table: TableModel, check: Check) -> bool:
        """Whether a check that is new means more than another change does already."""
        if not self._other_kind(table, check):
            return not self._goes_without_saying(table, check)
        if check.rule not in ("min", "max", "pattern"):
            return False
        # What was an enum has its values only.
        return any(
            isinstance(found, DropCheck)
            and found.check.rule == "values"
            and (found.table.name, found.check.column) == (table.name, check.column)
            and not all_hold(found.check.bound, check.rule, str(check.bound))
            for found in self._all
        )

    def _other_kind(self, table: TableModel, check: Check) -> bool:
        """Whether a text became an enum or the other way: that says more than its bounds.

        What became an array, or was one, is refused by its type.
        """
        if check.rule == "elements":
            return True
        bounds = check.rule not in ("values", "form") and not sql.is_array(table, check.column)
        return bounds and any(
            isinstance(found, AddCheck | DropCheck)
            and (found.table.name, found.check.column) == (table.name, check.column)
            and found.check.rule == "values"
            for found in self._all
        )

    def _new_type(self, table: TableModel, check: Check) -> tuple[Form, Form] | None:
        """The types, where bounds of a number become those of a length or the other way."""
        if check.rule in ("min", "max"):
            for found in self._all:
                if isinstance(found, ChangeType) and found.table.name == table.name:
                    before, after = form_of(found.old.type), form_of(found.new.type)
                    if found.new.name == check.column and becomes_text(before, after):
                        return before, after
        return None

    def _goes_without_saying(self, table: TableModel, check: Check) -> bool:
        forms = self._new_type(table, check)
        return forms is not None and (
            forms[1][0] != "text" or always_holds(*forms, check.rule, str(check.bound))
        )

    def _removed_table(self, table: TableModel) -> Change:
        if table.resource is None:
            return Change("remove_users", ("api",), "users", "its table goes with its rows")
        others = [
            str(found.table.resource)
            for found in self._all
            if isinstance(found, AddTable) and found.table.resource and not found.table.link
        ]
        return said.removed_resource(table.resource, others)

    def _renamed_table(self, table: TableModel, old: str, new: str) -> Change:
        was = self._intents.resources.get(table.resource or "")
        if was is None:
            return _of_table("rename_table", table, f"its table is renamed from `{old}` to `{new}`")
        return said.renamed_resource(str(table.resource), was)

    def _renamed_column(self, table: TableModel, old: str, new: str) -> Change:
        kept = self._aliases.get((table.resource or "", new)) == old
        rule = "rename_field_with_alias" if kept else "rename_field"
        rule = self._renamed.get(f"{table.resource}.{new}", rule)
        return said.renamed_field(rule, str(table.resource), new, old)

    def _is_stored(self, table: TableModel, column: TableColumn) -> bool:
        """Whether a bool that followed from an enum gets the column."""
        return any(
            isinstance(found, StoreColumn)
            and (found.table.name, found.column.name) == (table.name, column.name)
            for found in self._all
        )

    def _removed_column(self, table: TableModel, column: TableColumn) -> Change:
        if column.generated is not None:
            return _of_table("remove_search", table, "the search is removed")
        link = self._links.switches.get((str(table.resource), column.name))
        if link is not None:
            rule = "derive_from_existing"
            return said.derived_field(rule, str(table.resource), column.name, link.enum)
        others = [
            str(found.column.name)
            for found in self._all
            if isinstance(found, AddColumn)
            and found.table.resource == table.resource
            and found.column.generated is None
            and form_of(found.column.type) == form_of(column.type)
        ]
        return said.removed_field(str(table.resource), column.name, others)


def _covers(table: TableModel, unique: Unique) -> bool:
    """Whether what was unique for each owner is unique among all rows now."""
    return any(now.of_all and now.fields == unique.fields for now in table.uniques)


def table_place(table: TableModel) -> DataPath:
    """Where the spec speaks of a table."""
    return ("api",) if table.resource is None else ("resources", table.resource)


def _of_table(rule: str, table: TableModel, text: str, *detail: str) -> Change:
    return Change(rule, table_place(table), str(table.resource or table.name), text, detail)


def _of_column(rule: str, table: TableModel, column: str, text: str) -> Change:
    resource = str(table.resource)
    return Change(rule, said.field_place(resource, column), f"{resource}.{column}", text)


def _added_column(table: TableModel, column: TableColumn, *, has_value: bool) -> Change:
    if column.generated is not None:
        return _of_table("add_search", table, "a search is added")
    if column.made is not None:
        return said.added_slug(str(table.resource), column.name)
    if column.nullable or column.default is not None:
        return _of_column("add_field", table, column.name, "added")
    refers = any(key.column == column.name for key in table.foreign_keys)
    return said.added_required_field(
        str(table.resource), column.name, has_value=has_value, refers=refers
    )


def _changed_type(table: TableModel, old: TableColumn, new: TableColumn) -> Change:
    if new.name == table.key:
        was, now = type_name(form_of(old.type)), type_name(form_of(new.type))
        return said.changed_key(str(table.resource), f"{old.name} ({was})", f"{new.name} ({now})")
    before, after = form_of(old.type), form_of(new.type)
    rule = type_rule(before, after)
    return said.changed_type(
        rule, str(table.resource), new.name, type_name(before), type_name(after)
    )


def _changed_default(table: TableModel, old: TableColumn, new: TableColumn) -> Change:
    if new.default == _STAMP:
        return _of_column("make_read_only", table, new.name, "the server sets it")
    if old.default is None:
        return _of_column("add_default", table, new.name, f"default {new.default}")
    if new.default is None:
        return _of_column("remove_default", table, new.name, f"no default ({old.default})")
    text = f"default {old.default} becomes {new.default}"
    return _of_column("change_default", table, new.name, text)


def _on_delete(key: ForeignKey) -> str:
    """As the spec says it."""
    return key.on_delete.lower().replace(" ", "_")


def _added_check(table: TableModel, check: Check) -> Change:
    resource, column = str(table.resource), check.column
    if check.rule == "values":
        return _of_column("restrict_values", table, column, "only the values of the enum")
    if check.rule == "pattern":
        return said.changed_pattern(resource, column, None, str(check.bound))
    if check.rule == "form":
        return said.changed_form(resource, column, None, str(check.bound))
    return said.changed_bound(resource, column, check.rule, None, str(check.bound))


def _dropped_check(table: TableModel, check: Check) -> Change:
    resource, column = str(table.resource), check.column
    if check.rule == "values":
        return _of_column("release_values", table, column, "any text")
    if check.rule == "pattern":
        return said.changed_pattern(resource, column, str(check.bound), None)
    if check.rule == "form":
        return said.changed_form(resource, column, str(check.bound), None)
    return said.changed_bound(resource, column, check.rule, str(check.bound), None)


def _changed_bound(table: TableModel, old: Check, new: Check) -> Change:
    resource = str(table.resource)
    if new.rule == "pattern":
        return said.changed_pattern(resource, new.column, str(old.bound), str(new.bound))
    if new.rule == "form":
        return said.changed_form(resource, new.column, str(old.bound), str(new.bound))
    return said.changed_bound(resource, new.column, new.rule, str(old.bound), str(new.bound))


def taken_over(old: Sequence[TableModel], new: Sequence[TableModel]) -> Iterator[Change]:
    """The table of provisioned users under the name of one that another system keeps."""
    before, after = _users(old), _users(new)
    if (before is None) != (after is None):
        own, others = (before, new) if after is None else (after, old)
        targets = {key.target for table in others for key in table.foreign_keys}
        if own is not None and f"{own.name}.{own.key}" in targets:
            text = f"`{own.name}` is not the table of the same system any more"
            yield Change(
                "take_over_users", ("auth", "users"), "users", text, by_hand=said.USERS_BY_HAND
            )


def _users(tables: Sequence[TableModel]) -> TableModel | None:
    return next((table for table in tables if table.resource is None), None)
