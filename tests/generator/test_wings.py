"""The wings of the generator: who may import whom, who prints, who touches files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "generator"
ROOMS = sorted(path for path in ROOT.rglob("*.py") if "templates" not in path.parts)
MAY_IMPORT = {
    "diagnostics": {"diagnostics"},
    "language": {"diagnostics", "language"},
    "model": {"diagnostics", "language", "model"},
    "emit": {"diagnostics", "kept", "model", "emit"},
    "evolve": {"diagnostics", "model", "emit", "evolve"},
    "explain": {"diagnostics", "model"},
    "kept": set(),
    "settled": {"kept"},
    "arguments": set(),
    "commands": {
        *("arguments", "settled", "diagnostics", "language", "model", "emit", "evolve", "explain"),
    },
    "cli": {"arguments", "settled", "commands"},
    "__main__": {"cli"},
    "__init__": set(),
}
TOUCH_FILES = {
    "language/loader.py",
    "emit/output/tree.py",
    "emit/output/writing.py",
    "emit/output/past.py",
    "emit/formatting.py",
    # What is kept between runs.
    "kept.py",
    "settled.py",
}
# What reads or writes a file, by the name of the function or method.
FILE_CALLS = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("mkdir", "makedirs", "unlink", "rmdir", "rmtree", "rename", "touch", "copyfile"),
}


def name(room: Path) -> str:
    return room.relative_to(ROOT).as_posix()


def wing(room: Path) -> str:
    return room.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(room: Path) -> Iterator[str]:
    """The wings that a room imports from."""
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in {name(room)}"
            source = node.module or ""
            whole = source == "generator"
            modules = [f"{source}.{alias.name}" for alias in node.names] if whole else [source]
        else:
            continue
        yield from (module.split(".")[1] for module in modules if module.startswith("generator."))


def calls(room: Path) -> set[str]:
    """The names of all functions and methods that a room calls."""
    functions = {
        node.func
        for node in ast.walk(ast.parse(room.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    names = {node.id for node in functions if isinstance(node, ast.Name)}
    return names | {node.attr for node in functions if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_imports_go_one_way(room: Path) -> None:
    assert set(imported(room)) <= MAY_IMPORT[wing(room)]


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_only_the_command_line_prints_and_exits(room: Path) -> None:
    if wing(room) not in ("cli", "commands", "__main__"):
        assert not {"print", "exit", "getcwd", "cwd"} & calls(room)


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_only_loader_and_writer_touch_files(room: Path) -> None:
    if name(room) not in TOUCH_FILES:
        # The command line turns its output to /dev/null when nobody reads it.
        allowed = {"open"} if wing(room) == "cli" else set()
        assert not (FILE_CALLS - allowed) & calls(room)


def test_every_wing_is_looked_at() -> None:
    assert {wing(room) for room in ROOMS} == set(MAY_IMPORT)
    assert all((ROOT / room).exists() for room in TOUCH_FILES)
