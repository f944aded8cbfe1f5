"""The pass over rows of which each owner has one at most, and over references to one's own."""

from generator.language import spec
from generator.model import names
from generator.model.resolve.report import Report
from generator.model.resolve.routes import Naming
from generator.model.resource import Owner
from generator.model.tables import Unique


def resolve_single(
    declared: spec.Resource, table: names.Table, owner: Owner, report: Report
) -> tuple[Unique, ...]:
    """What holds that each owner has one row at most, where the spec says so."""
    if not declared.single:
        return ()
    if declared.through is not None:
        report.at("single").error(
            "E519",
            f"rows are owned through '{declared.through}', of which an owner may have several",
            hint="a column for the owner: owner: user_id",
        )
    return (Unique(names.constraint("uq", table, owner.column), (owner.column,), "single"),)


def check_own(
    name: str, field: spec.Field, naming: Naming, report: Report, *, single: bool
) -> None:
    """Whether the server knows which row a reference is to, and each row has one."""
    if not single:
        item, items = names.words(naming.item), names.words(naming.items)
        report.at("set").error(
            "E323",
            f"an owner may have several {items}, so the server can't know which is meant",
            hint=f"single: true on {field.to}, if each owner has one {item} at most",
        )
    if not field.required:
        report.at("set").error(
            "E323",
            f"each row has its owner's row in '{name}', so it is never null",
            hint="required: true",
        )


def check_other(name: str, naming: Naming, report: Report) -> None:
    """What a row of which each owner has one would refer to: there is no other."""
    item, items = names.words(naming.item), names.words(naming.items)
    report.at("to").error(
        "E325",
        f"each owner has one {item} at most, so there is none that '{name}' could refer to",
        hint=f"remove '{name}', or 'single', or let everybody read {items}",
        of="key",
    )
