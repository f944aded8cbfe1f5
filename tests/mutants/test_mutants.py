"""That mutants are found, and that whatever survives is told of."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import generated, report
from tests.mutants.mutating import Application, Source

SPEC = """\
spec: 1
api: {title: Notes, version: "1"}
resources:
  Note:
    owner: user_id
    fields:
      id:   {type: uuid, key: true}
      text: {type: string, required: true, max: 20}
    routes: [create, read]
"""
QUERIES = "resources/notes/queries.py"
ROUTER = "resources/notes/router.py"
# Code that no emitted test knows of.
LEAK = """

@cache
def peek() -> Statement:
    return compiled(sa.select(col(Note.text)).where(*reach(notes, "update")))
"""
# A handler that breaks down, once its caller is another in one of two places.
BREAKDOWN = '''
    """Return one of the caller's notes."""
    [{"_caller": user.id}].remove({"_caller": user.id})
'''


def changes(**sources: str) -> list[str]:
    """What is changed in the mutants of these files."""
    files = {
        path: Source(path, text.encode())
        for path, text in (
            (f"{name.replace('__', '/')}.py", text) for name, text in sources.items()
        )
    }
    mutants = Application.of(files).mutants()
    for mutant in mutants:
        compile(mutant.applied(files[mutant.path].text), mutant.path, "exec")
    return [mutant.change for mutant in mutants]


POLICY = """
def is_own(caller, row=Note) -> ColumnElement[bool]:
    return col(row.user_id) == caller

def policy_for(caller):
    owned = is_own(caller)
    return PolicyConfig(read={read}, create=True, create_check=owned, update=owned,
        update_check=[owned], delete=owned)
"""


def test_policies() -> None:
    assert changes(resources__notes__policy=POLICY.format(read="owned")) == [
        "col(row.user_id) == caller -> true",
        "is_own(caller) -> true",
        "owned -> true",
        "owned -> true",
        "owned -> true",
    ]


def test_what_is_written_is_not_reached_where_it_cannot_be_read() -> None:
    alike = changes(resources__notes__policy=POLICY.format(read="owned"))
    other = changes(resources__notes__policy=POLICY.format(read="is_readable(caller)"))
    # Here `update` and `delete` say more than `read`; and `read` itself calls no known predicate.
    assert other.count("owned -> true") == alike.count("owned -> true") + 1
    assert "is_readable(caller) -> true" in other


def test_conditions() -> None:
    queries = """
def referring() -> dict[str, ColumnElement[bool]]:
    return {"a": own("a", labels), "b": is_mine(CALLER, other)}

def is_mine(caller, row) -> ColumnElement[bool]:
    return row.owner == caller

def own(name, crud) -> ColumnElement[bool]:
    return select().where(*reach(crud, "read")).exists()

def update(fields):
    known = [condition for name, condition in referring().items()]
    return sa.update(Note).where(KEY == 1, *reach(notes, "update"), *known)

def move():
    return sa.update(Note).where(referring()["a"])

def create():
    return insert_if(Note, {"owner": CALLER}, referring().values())

def read():
    return build(notes.select(where=KEY))
"""
    assert changes(resources__notes__queries=queries) == [
        "own('a', labels) -> true",
        "is_mine(CALLER, other) -> true",
        "other -> the model itself",
        "row.owner == caller -> true",
        "*reach(crud, 'read') -> nothing",
        "*known -> nothing",
        "*reach(notes, 'update') -> nothing",
        "referring()['a'] -> true",
        'CALLER -> __import__("sqlalchemy").literal("somebody")',
        "notes.select -> notes.with_policy(None).select",
    ]


def test_operations_that_reach_different_rows() -> None:
    queries = """
from .policy import notes

def update():
    return reach(notes, "update")
"""
    policy = """PolicyConfig(read=True, update=owned, delete=owned)"""
    assert "reach" not in str(changes(resources__notes__queries=queries))
    found = changes(resources__notes__queries=queries, resources__notes__policy=policy)
    assert "'update' -> 'read'" in found
    assert "'update' -> 'delete'" not in found


def test_links_to_rows_that_everybody_reads() -> None:
    links = """
from ..tags.policy import tags
LINKS = {"tag_ids": Links(others=tags)}
"""
    core = """
class Links:
    def known(self) -> ColumnElement[bool]:
        return select().where(*reach(self.others, "read")) == 1
"""
    queries = """
def referring():
    return {name: links.known() for name, links in LINKS.items()}
"""
    open_policy = """
def is_readable(caller) -> ColumnElement[bool]:
    return true()
"""
    files = {"links": core, "resources__notes__links": links, "resources__notes__queries": queries}
    assert "links.known() -> true" in changes(**files)
    # What isn't there at all, the foreign key refuses.
    assert "links.known() -> true" not in changes(**files, resources__tags__policy=open_policy)


def test_who_reads_rows_with_what_is_their_own_in_them() -> None:
    router = """
async def list_notes(user: MaybeUser):
    return await answer(caller=user.id)
"""
    attached = """ATTACHED = {"liked": marked(likes_policy.is_own)}"""
    expanded = """from ..books.attached import ATTACHED as BOOKS_ATTACHED"""
    files = {"resources__notes__router": router, "resources__books__attached": attached}
    assert changes(**files) == []
    assert changes(**files, resources__notes__expanded=expanded) == ['user.id -> "somebody"']


def test_routes() -> None:
    router = """
@router.get("")
async def read_note(key, user: CurrentUser, database):
    if name != user.id:
        raise Forbidden
    return await answer(database, {"_caller": user.id})

async def answer(database, caller: str):
    return await fetch(database, caller)
"""
    dispatch = """
handle = authenticated

async def authenticated(request):
    await authenticate(request)
"""
    assert sorted(changes(dispatch=dispatch, resources__notes__router=router)) == [
        "await authenticate(request) -> asked for only after the body was read",
        'caller -> "somebody"',
        "name != user.id -> False",
        "read_note asks for no token",
        'user.id -> "somebody"',
    ]


def test_what_is_about_rows_has_a_mutant() -> None:
    spoken = Source("a.py", b"found = nested_reach = reach(notes, operation)\n")
    other = Source("b.py", b"found = notes.count()\n")
    assert Application.of({"a.py": spoken, "b.py": other}).lacking() == ["a.py"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    spec = tmp_path / "notes.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    return generated(spec, tmp_path)


def test_a_leak_survives_where_no_test_looks(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = package / QUERIES
    text = queries.read_text(encoding="utf-8")
    queries.write_text(text + LEAK, encoding="utf-8")
    assert report([package], tmp_path, "resources/notes/queries.py") == 1
    *lines, last = capsys.readouterr().out.splitlines()
    (survivor,) = [line for line in lines if line.startswith("SURVIVED")]
    leak = len(text.splitlines()) + 5
    assert f"{QUERIES}:{leak}  *reach(notes, 'update') -> nothing" in survivor
    assert last == f"{len(lines) - 1} killed, 1 survived, 0 broke down in another way"
    assert len(lines) > 2


def test_what_breaks_down_was_not_killed(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    router = package / ROUTER
    text = router.read_text(encoding="utf-8")
    said = '\n    """Return one of the caller\'s notes."""\n'
    assert said in text
    router.write_text(text.replace(said, BREAKDOWN), encoding="utf-8")
    line = text[: text.index(said)].count("\n") + 3
    assert report([package], tmp_path, f"{ROUTER}:{line}") == 1
    assert "0 killed, 0 survived, 2 broke down in another way" in capsys.readouterr().out


def test_a_test_that_fails_anyway_kills_nothing(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "tests/test_more.py").write_text("def test_more() -> None:\n    assert False\n")
    assert report([package], tmp_path) == 1
    assert "mutated_notes fails as it is: " in capsys.readouterr().out
