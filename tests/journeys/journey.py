"""One journey: a spec, its database with rows, another spec, there, back and there again."""

import io
import json
import random
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from generator import cli
from tests.generating import rows
from tests.journeys import (
    asking,
    contract,
    edits,
    kinds,
    migrating,
    relations,
    removing,
    seeded,
    specs,
)
from tests.journeys.catalog import catalog, differing
from tests.journeys.kinds import Data, base
from tests.journeys.migrating import InTheWay

# Why a random edit is not one of the language: mistakes in the spec, and what is done by hand.
_NOT_ALLOWED = re.compile(r"\b(E[1-6]\d\d|E704)\b")
_TRIALS = 50
# Changes after which everything is as it was, at another place.
_MOVES = {"move_api", "change_user_path", "move_path", "remove_old_path"}


class JourneyError(AssertionError):
    """What didn't hold."""


@dataclass
class Journey:
    """Where it happens: a folder, a database to migrate, and another to compare with."""

    seed: int
    folder: Path
    url: str
    fresh: str
    edits: list[str] = field(default_factory=list)
    # Why specs were thrown away.
    refused: list[str] = field(default_factory=list)
    # How often rows were in the way.
    refusals: int = 0
    revisions: int = 0
    # The last one.
    plan: Data = field(default_factory=dict)
    # How many requests the application answered.
    asked: int = 0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._package = self.folder / f"app_{self.seed}"

    def run(self) -> None:
        """All of it; a JourneyError says what went wrong."""
        before = self._first()
        after = self._second(before)
        self._check_again(after)
        self._check_fresh(after)
        _empty(self.url)
        chain = migrating.revisions(self._package)
        old = self.folder / "before" / self._package.name
        self._migrated(old, {})
        seeded.seed(self._rng, self.url, before)
        was, old_catalog = seeded.contents(self.url, before), catalog(self.url)
        removed = self._migrated(self._package, after)
        wanted = self._wanted_catalog()
        self._compare(catalog(self.url), wanted, "after the migration")
        now = seeded.contents(self.url, after)
        if wrong := seeded.lost_or_changed(before, after, was, now, removed):
            raise JourneyError(f"rows: {wrong[:5]}")
        self.asked = asking.ask(self.seed, self._package, self.url, after, now)
        start = migrating.revisions(old)[-1].id
        self.revisions = len(chain) - 1
        if not self._undone(start, before, after):
            self._migrated(self._package, after)
            self._compare(catalog(self.url), wanted, "after half a downgrade")
            return
        self._compare(catalog(self.url), old_catalog, "after the downgrade")
        self._count(seeded.contents(self.url, before), now, before, after)
        self._migrated(self._package, after)
        self._compare(catalog(self.url), wanted, "after the second migration")

    # Specs

    def _first(self) -> Data:
        for _ in range(_TRIALS):
            before = specs.spec(self._rng)
            specs.tidy(before)
            shutil.rmtree(self._package, ignore_errors=True)
            code, printed = self._cli("generate", before)
            if code == 0:
                shutil.copytree(self._package, self.folder / "before" / self._package.name)
                (self.folder / "before.yaml").write_text(specs.text_of(before))
                return before
            self.refused.append(printed.strip().splitlines()[0])
        raise JourneyError(f"no spec is valid: {self.refused}")

    def _second(self, before: Data) -> Data:
        for _ in range(_TRIALS):
            after, self.edits = edits.edited(self._rng, before)
            if self._consented(after):
                (self.folder / "after.yaml").write_text(specs.text_of(after))
                code, printed = self._cli("generate", after)
                if code:
                    raise JourneyError(f"generate refuses what plan takes: {printed}")
                self._check_reported(before, after)
                return after
        raise JourneyError(f"no edit is valid: {self.refused}")

    def _check_reported(self, before: Data, after: Data) -> None:
        """What a client of the old document can't do any more is reported as breaking."""
        old, new = (
            json.loads((folder / "openapi.json").read_text(encoding="utf-8"))
            for folder in (self.folder / "before" / self._package.name, self._package)
        )
        changes = [change for change in self.plan["changes"] if change["clients"]]
        tags, names = self._pairs(before, after)
        for tag, found in contract.broken(old, new, tags).items():
            concerned = {"the API", "auth", *names.get(tag, ())}
            breaking = {
                change["rule"]
                for change in changes
                if change["clients"] != "safe" and change["subject"].partition(".")[0] in concerned
            }
            if (found.gone and not breaking) or (found.changed and not breaking - _MOVES):
                raise JourneyError(f"of {concerned}, only {breaking} is reported: {found}")
        if contract.comparable(old) != contract.comparable(new) and not self.plan["changes"]:
            raise JourneyError("another contract, and no change is reported")

    @staticmethod
    def _pairs(before: Data, after: Data) -> tuple[dict[str, str], dict[str, set[str]]]:
        """By tables as they were: tables of now, and what resources are called and were."""
        tags: dict[str, str] = {}
        names: dict[str, set[str]] = {}
        for name, made in before["resources"].items():
            table = specs.table_of(name, made)
            names[table] = {name} | relations.neighbours(before, name)
            for now, found in after["resources"].items():
                same = now == name and not edits.is_new_resource(before, after, now)
                if found.get("was") == name or (same and "was" not in found):
                    tags[table] = specs.table_of(now, found)
                    names[table] |= {now} | relations.neighbours(after, now)
        return tags, names

    def _consented(self, after: Data) -> bool:
        """Gives every consent and value that the plan asks for."""
        for _ in range(3):
            code, printed = self._cli("plan", after, "--format", "json")
            if not printed.startswith("{"):
                self.refused.append(printed.strip().splitlines()[0])
                if not _NOT_ALLOWED.search(printed):
                    raise JourneyError(f"the plan fails: {printed}")
                return False
            plan = self.plan = json.loads(printed)
            if code == 0:
                return True
            codes = {problem["code"] for problem in plan["problems"]}
            if not codes <= {"E702", "E703"}:
                self.refused.append(str(sorted(codes)))
                if not codes <= {"E702", "E703", "E704"}:
                    raise JourneyError(f"problems: {plan['problems']}")
                return False
            for problem in plan["problems"]:
                if problem["code"] == "E703":
                    given = _at(after, problem["place"])
                    if base(given) == "ref":
                        # Nobody knows which row.
                        self.refused.append("E703 of a reference")
                        return False
                    given["backfill"] = kinds.value(self._rng, given)
            for change in plan["changes"]:
                consent = change["consent"]
                if consent and not consent["given"]:
                    words = _at(after, consent["place"]).setdefault("consent", [])
                    if consent["words"] not in words:
                        words.append(consent["words"])
        raise JourneyError(f"asks for consent again and again: {plan['problems']}")

    def _cli(self, command: str, data: Data, *more: str, out: Path | None = None) -> Any:
        spec = self.folder / "spec.yaml"
        spec.write_text(specs.text_of(data), encoding="utf-8")
        printed = io.StringIO()
        arguments = [command, "--spec", str(spec), "--out", str(out or self._package), *more]
        with redirect_stdout(printed), redirect_stderr(printed):
            code = cli.main(arguments)
        return code, printed.getvalue()

    def _check_again(self, after: Data) -> None:
        """A second run does nothing, a third without what is past neither."""
        before = _tree(self._package)
        code, printed = self._cli("generate", after)
        if code or "nothing to do" not in printed.splitlines()[0] or _tree(self._package) != before:
            raise JourneyError(f"generate again: {printed}")
        self._check(after)
        code, printed = self._cli("generate", specs.without_past(after))
        now = _tree(self._package)
        # Both remember what the spec says of names.
        remember = {"migrations/model.json", ".generated.json"}
        differ = {path for path in {*before, *now} if before.get(path) != now.get(path)}
        if code or not differ <= remember:
            raise JourneyError(f"generate without the past: {sorted(differ)} {printed}")
        self._check(specs.without_past(after))

    def _check(self, after: Data) -> None:
        """`check`, which relies on nothing that is remembered."""
        code, printed = self._cli("check", after)
        if code:
            raise JourneyError(f"check: {printed}")

    def _check_fresh(self, after: Data) -> None:
        fresh = self.folder / "fresh" / self._package.name
        code, printed = self._cli("generate", specs.without_past(after), out=fresh)
        if code:
            raise JourneyError(f"generate into a fresh folder: {printed}")
        one, other = _tree(self._package, code_only=True), _tree(fresh, code_only=True)
        if one != other:
            differ = sorted(path for path in {*one, *other} if one.get(path) != other.get(path))
            raise JourneyError(f"other code than in a fresh folder: {differ}")

    # Databases

    def _undone(self, start: str, before: Data, after: Data) -> bool:
        """Goes back; refused where rows had to refer to one, and nobody knows to which now."""
        try:
            migrating.downgrade(self._package, self.url, start)
        except Exception as error:
            known = "contains null values" in str(error)
            if not known or not relations.released(before, after):
                raise
            return False
        return True

    def _wanted_catalog(self) -> Any:
        _empty(self.fresh)
        fresh = self.folder / "fresh" / self._package.name
        migrating.upgrade(fresh, self.fresh)
        return catalog(self.fresh)

    def _migrated(self, package: Path, after: Data) -> dict[str, set[str]]:
        """Migrates, and takes rows out of the way as often as it takes; which they were."""
        removed: dict[str, set[str]] = {}
        for _ in range(40):
            found = migrating.upgrade(package, self.url)
            if found is None:
                return removed
            self.refusals += 1
            self._comply(found, after, removed)
        raise JourneyError(f"rows are in the way for ever: {found}")

    def _comply(self, found: InTheWay, after: Data, removed: dict[str, set[str]]) -> None:
        table = re.match(r"SELECT \S+ FROM (\S+) WHERE ", found.query)
        if table is None:
            raise JourneyError(f"no query of rows: {found.query}")
        keys = {str(key) for (key,) in rows(self.url, found.query.replace("%", "%%") % ())}
        if len(keys) != found.count:
            raise JourneyError(f"{found.count} rows, or {len(keys)}: {found.query}")
        before = catalog(self.url)
        again = migrating.upgrade(self._package, self.url)
        if again != found or catalog(self.url) != before:
            raise JourneyError(f"a refused migration does something: {found} {again}")
        name = table[1].strip('"')
        resources = {
            specs.table_of(resource, made): resource
            for resource, made in after["resources"].items()
        }
        for gone, its_keys in removing.remove(self.url, name, keys).items():
            # What refers to them may be of a resource that goes anyway.
            if gone in resources:
                removed.setdefault(resources[gone], set()).update(its_keys)

    def _compare(self, found: Any, wanted: Any, when: str) -> None:
        if different := differing(found, wanted):
            listed = "\n  ".join(map(str, different[:20]))
            raise JourneyError(f"another catalog {when}:\n  {listed}")

    def _count(
        self, found: seeded.Contents, now: seeded.Contents, before: Data, after: Data
    ) -> None:
        """No row is lost on the way back."""
        for name, made in after["resources"].items():
            if not edits.is_new_resource(before, after, name):
                old = made.get("was", name)
                if set(found.tables[old]) != set(now.tables[name]):
                    raise JourneyError(f"other rows of {old} after the downgrade")
                for link in relations.many(made):
                    was = relations.old_name(made, before["resources"][old], "many", link)
                    if was and found.links[old, was] != now.links[name, link]:
                        raise JourneyError(f"other links of {old} after the downgrade: {was}")
        if found.users is not None:
            owners = {
                row[made["owner"]]
                for name, made in before["resources"].items()
                for row in found.tables[name].values()
            }
            if not found.users >= owners:
                raise JourneyError("owners who are no users after the downgrade")


def _at(data: Data, place: list[str]) -> Data:
    return relations.declared(data, place)


def _tree(folder: Path, *, code_only: bool = False) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and "__pycache__" not in path.parts
        and not (
            code_only
            and (
                # What is in custom/ was written once, and belongs to the owner.
                path.relative_to(folder).parts[0] in ("custom", "migrations")
                or path.name in ("CHANGELOG.md", ".generated.json")
            )
        )
    }


def _empty(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
