"""Steps of constraints: added before they are valid, replaced, and what rows become for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.evolve import said
from generator.evolve.database import sql
from generator.evolve.database.difference import ChangeCheck
from generator.evolve.database.steps.step import INSTANT, Batches, Part, Step, alter, fill, validate
from generator.evolve.database.steps.uniques import filled
from generator.model import names
from generator.model.tables import Check, TableModel


def add_check(table: TableModel, check: Check, *, new_column: bool) -> Iterator[Step]:
    part: Part = "expand" if new_column else "contract"
    yield Step(
        part,
        "alter" if new_column else "guard",
        table,
        f"add constraint {check.name}, not valid yet",
        INSTANT,
        (sql.add_check(table, check, valid=False),),
        (sql.drop_constraint(table, check.name),),
        None if new_column else _broken(table, check),
    )
    yield validate(part, "validate", table, check.name)


def change_check(found: ChangeCheck) -> Iterator[Step]:
    table, old, new = found.table, found.old, found.new
    if new.rule == "values":
        yield from _change_values(found)
    elif new.rule in ("pattern", "form"):
        # Neither need be the narrower one.
        yield alter(
            table,
            f"drop constraint {old.name}",
            [sql.drop_constraint(table, old.name)],
            [sql.add_check(table, old, valid=True)],
        )
        yield from add_check(table, new, new_column=False)
    else:
        change = said.changed_bound("", new.column, new.rule, str(old.bound), str(new.bound))
        tighter = change.rule.startswith("tighten")
        yield from _replace_check(
            "contract" if tighter else "expand",
            table,
            old,
            new,
            _broken(table, new) if tighter else None,
        )


def _change_values(found: ChangeCheck) -> Iterator[Step]:
    """What comes is allowed at once; what goes is refused when the version before is gone."""
    table, old, new = found.table, found.old, found.new
    before, after = tuple(old.bound), tuple(new.bound)
    gone = [value for value in before if value not in after]
    if not gone:
        yield from _replace_check("expand", table, old, new, None)
        return
    between = old
    if set(after) - set(before):
        both = (*before, *(value for value in after if value not in before))
        between = Check(new.name, sql.has_only(table, new.column, both), new.column, "values", both)
        yield from _replace_check("expand", table, old, between, None)
    mapped = {value: found.values[value] for value in gone if value in found.values}
    left = [value for value in gone if value not in mapped]
    check = None
    if left:
        condition = sql.has_some(table, new.column, left)
        what = f"{table.name} whose {new.column} is {' or '.join(left)}"
        check = (what, sql.rows_where(table, condition))
    if mapped:
        yield _map_values(table, new.column, mapped, before)
    yield from _replace_check("contract", table, between, new, check)


def _map_values(
    table: TableModel, column: str, mapped: Mapping[str, str], before: Sequence[str]
) -> Step:
    text = f"replace values of {column}"
    step = fill("contract", table, text, *_mapping(column, mapped))
    check = filled(table, column, lambda value: _case(value, mapped, otherwise=value))
    step = replace(step, check=check)
    # A value that is new gets its old name back; where it had several, the first of them.
    back = {new: old for old, new in reversed([*mapped.items()]) if new not in before}
    return replace(step, down=(Batches(table, *_mapping(column, back)),)) if back else step


def _mapping(column: str, mapped: Mapping[str, str]) -> tuple[str, str]:
    """The change of rows that have one of the values, and the condition that finds them."""
    values = ", ".join(map(names.sql_text, mapped))
    name = sql.name(column)
    return f"{name} = {_case(name, mapped)}", f"{name} IN ({values})"


def _case(value: str, mapped: Mapping[str, str], *, otherwise: str | None = None) -> str:
    cases = " ".join(
        f"WHEN {names.sql_text(old)} THEN {names.sql_text(new)}" for old, new in mapped.items()
    )
    return f"CASE {value} {cases}{'' if otherwise is None else f' ELSE {otherwise}'} END"


def _replace_check(
    part: Part,
    table: TableModel,
    old: Check,
    new: Check,
    check: tuple[str, str] | None,
) -> Iterator[Step]:
    drop = sql.drop_constraint(table, new.name)
    yield Step(
        part,
        "alter" if part == "expand" else "guard",
        table,
        f"replace constraint {new.name}, not valid yet",
        INSTANT,
        (drop, sql.add_check(table, new, valid=False)),
        (drop, sql.add_check(table, old, valid=True)),
        check,
    )
    yield validate(part, "validate", table, new.name)


def _broken(table: TableModel, check: Check) -> tuple[str, str]:
    """The rows that break a rule."""
    condition = f"NOT ({check.sql})"
    return f"{table.name} that break {check.name}", sql.rows_where(table, condition)
