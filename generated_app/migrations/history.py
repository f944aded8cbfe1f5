"""The revisions in their order, as their files describe them: read, and not run.

A server only asks how far its database has to be, and needs neither Alembic nor SQLAlchemy for it.
"""

import ast
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

VERSIONS = Path(__file__).parent / "versions"
PACKAGE = __name__.removesuffix(".migrations.history")
# Where a database records how far it is. Not Alembic's usual table: another system may have that.
VERSION_TABLE = "generated_app_version"

_HEADS = """\
{count} revisions come last, as after a merge of branches that each changed the database:
{files}
Take one branch's side whole, and let the generator write the other's change on top of it:
  git restore --source=<branch> --staged --worktree -- {app} ':!{app}/custom'
  make generate"""

_UNKNOWN = """\
the database is at revision {revision}, which isn't in {folder}: a newer version of the \
application made it, or another branch. One of these helps:
  deploy that version;
  bring the revision's file back from git;
  on a development machine, empty the embedded database: `make reset`"""


class MigrationError(Exception):
    """The database can't be brought where it was to go; the message says what to do."""


@dataclass(frozen=True)
class Revision:
    """One step of the database."""

    id: str
    # The revision before it; the first has none.
    parent: str | None
    path: Path
    # The first sentence of its file, on one line.
    purpose: str
    # "expand": the version of the application before this one keeps working; "contract": it must
    # be gone.
    part: Literal["expand", "contract"] = "expand"
    # Whether the version before fails on what it changes, though it isn't a contract.
    abrupt: bool = False
    # Queries, each by the name of the rows that it finds: they would be in the way.
    checks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.parent is not None and not isinstance(self.parent, str):
            raise ValueError("a revision comes after one other")
        if self.part not in ("expand", "contract"):
            raise ValueError(f"there is no part {self.part!r}")

    @property
    def file(self) -> str:
        """Its file, as messages name it."""
        return _shown(self.path)


@dataclass(frozen=True)
class History:
    """All revisions, each after its parent. How far a database is, is how many of them it has."""

    revisions: tuple[Revision, ...]

    @classmethod
    def read(cls, folder: Path = VERSIONS) -> Self:
        """The revisions in this folder, if they are one after the other."""
        files = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
        return cls(_in_order([_read(path) for path in files]))

    def place(self, recorded: Iterable[str]) -> int:
        """How far a database is that recorded this; it may only know what is known here."""
        places = {revision.id: place for place, revision in enumerate(self.revisions, 1)}
        found = [*recorded]
        for revision in found:
            if revision not in places:
                raise MigrationError(_UNKNOWN.format(revision=revision, folder=_shown(VERSIONS)))
        if len(found) > 1:
            raise MigrationError(
                f"the database is at {len(found)} revisions at once, {' and '.join(found)}: "
                f"delete from its table {VERSION_TABLE} those that it doesn't have."
            )
        return places[found[0]] if found else 0

    def find(self, name: str) -> int:
        """How far a database is at a revision, by its id or how that begins, or at `base`."""
        if name == "base":
            return 0
        ids = [revision.id for revision in self.revisions]
        found = [name] if name in ids else [each for each in ids if each.startswith(name)]
        if len(found) != 1:
            reason = f"may be {' or '.join(found)}" if found else "is no revision"
            raise MigrationError(
                f"{name!r} {reason}: `python -m {PACKAGE} revisions` lists them all."
            )
        return ids.index(found[0]) + 1

    def outdated(self) -> frozenset[str | None]:
        """What a database may have recorded, or None, that this version can't work on.

        Contract revisions may be missing. One that isn't known here is of a newer version.
        """
        ids: list[str | None] = [None, *(revision.id for revision in self.revisions)]
        needed = [n for n, each in enumerate(self.revisions, 1) if each.part == "expand"]
        return frozenset(ids[: max(needed, default=0)])


def _read(path: Path) -> Revision:
    try:
        tree = ast.parse(path.read_bytes(), str(path))
        values = {
            name: ast.literal_eval(value)
            for name, value in _assignments(tree)
            if name in ("revision", "down_revision", "part", "abrupt", "checks")
        }
        return Revision(
            id=values.pop("revision"),
            parent=values.pop("down_revision"),
            path=path,
            purpose=(ast.get_docstring(tree) or "").partition("\n\n")[0].replace("\n", " "),
            **values,
        )
    except (SyntaxError, KeyError, TypeError, ValueError) as error:
        raise MigrationError(
            f"{_shown(path)} can't be read as a revision: it says `revision` and `down_revision`, "
            'perhaps `part`, "expand" or "contract", and perhaps `checks`, queries by name; all '
            f"of them written out. ({type(error).__name__}: {error})"
        ) from error


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                yield name, value


def _in_order(found: list[Revision]) -> tuple[Revision, ...]:
    by_id = {revision.id: revision for revision in found}
    for name, count in Counter(revision.id for revision in found).items():
        if count > 1:
            files = [revision.file for revision in found if revision.id == name]
            raise MigrationError(f"{' and '.join(files)} are both revision {name}: remove one.")
    parents = {revision.parent for revision in found}
    heads = [revision for revision in found if revision.id not in parents]
    if len(heads) > 1:
        listed = "\n".join(f"  {revision.file}" for revision in heads)
        raise MigrationError(
            _HEADS.format(count=len(heads), files=listed, app=_shown(VERSIONS.parents[1]))
        )
    order: list[Revision] = []
    place = heads[0] if heads else None
    while place is not None:
        order.append(place)
        if place.parent is not None and place.parent not in by_id:
            raise MigrationError(
                f"{place.file} comes after revision {place.parent}, which isn't there: "
                "bring its file back from git."
            )
        place = by_id[place.parent] if place.parent is not None else None
    if len(order) < len(found):
        raise MigrationError(
            f"the revisions in {_shown(VERSIONS)} come after each other in a ring."
        )
    return tuple(reversed(order))


def _shown(path: Path) -> str:
    """A path as seen from here."""
    return os.path.relpath(path)
