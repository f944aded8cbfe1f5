"""Mutants of an application: its code with one thing less that keeps users apart.

They are found in the emitted code itself, by what its parts do and not by where they stand, so a
module that is emitted tomorrow has its mutants too:

- what says whose a row is, replaced by true: a comparison with the caller, or a call of a function
  that makes such a condition;
- conditions that hold such ones, dropped where they are used: from a WHERE, from a policy;
- an operation that reaches what another may; a row that is looked at without its alias;
- FastCRUD without its policy;
- another user's id where the caller's goes into a row or a statement;
- a route that asks for no token, or too late.

Some would be the same program in other words, and are left out: `_operation`, `_loosens`,
`_tells_of_one`, `_open`, `_views` and `unused` say when.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

# Whose code this is: the tests have to notice, what migrates and what is the user's own is not it.
WITHOUT = ("tests", "custom", "migrations", "conftest.py")

# FastCRUD's function, and the name under which one's own is known, both making conditions.
REACHING = {"conditions_in_reach", "reach"}
OPERATIONS = ("read", "update", "delete")
# Who is calling, in statements and in handlers.
CALLERS = {"caller", "CALLER"}
TRUE = '__import__("sqlalchemy").true()'
EVERYTHING = '__import__("fastcrud").PolicyConfig(read=True, create=True, update=True, delete=True)'
SOMEBODY = '"somebody"'

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Edit:
    """A part of a file, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    path: str
    line: int
    # What was changed, for people.
    change: str
    edit: Edit
    # The file whose code is meant, where that isn't the one that is changed.
    about: str = ""

    @property
    def place(self) -> str:
        """Where it is."""
        return f"{self.about or self.path}:{self.line}"

    @property
    def resource(self) -> str:
        """The folder of the resource that it is about; empty where it is about all."""
        return _folder(self.about or self.path)

    def applied(self, source: bytes) -> bytes:
        """The file's text as it is in the mutant."""
        return source[: self.edit.start] + self.edit.text.encode() + source[self.edit.end :]


@dataclass(frozen=True)
class Source:
    """A file of the application."""

    path: str
    text: bytes

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node begins and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._lines[node.lineno - 1] + node.col_offset,
            self._lines[node.end_lineno - 1] + node.end_col_offset,
        )

    def shown(self, node: ast.expr | ast.stmt) -> str:
        """A node in one line."""
        return ast.unparse(node).replace("\n", " ")

    def kind(self, argument: ast.arg) -> str:
        """How an argument is annotated."""
        return "" if argument.annotation is None else self.shown(argument.annotation)

    def mutant(self, node: ast.expr | ast.stmt, text: str, shown: str = "") -> Mutant:
        """The one in which this text stands for a node."""
        change = f"{self.shown(node)} -> {shown or text}"
        return Mutant(self.path, node.lineno, change, Edit(*self.span(node), text))


@dataclass(frozen=True)
class Application:
    """The code of an application, as far as it has mutants, and what is known of all of it."""

    files: Mapping[str, Source]
    # The functions that make a condition on whose a row is, by name.
    predicates: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def at(cls, package: Path) -> "Application":
        """The one in a folder."""
        files = {}
        for path in sorted(package.rglob("*.py")):
            place = path.relative_to(package)
            if place.parts[0] not in WITHOUT:
                files[place.as_posix()] = Source(place.as_posix(), path.read_bytes())
        return cls.of(files)

    @classmethod
    def of(cls, files: Mapping[str, Source]) -> "Application":
        """The one of these files."""
        functions = [
            node
            for source in files.values()
            for node in _named(source.tree)
            if isinstance(node, Function) and _returns_condition(node)
        ]
        found: set[str] = set()
        while True:
            more = {each.name for each in functions if _decides(each, found)}
            if more == found:
                return cls(files, frozenset(found))
            found = more

    @cached_property
    def unused(self) -> dict[str, list[range]]:
        """The lines of what an application of this spec never uses, of the files that all have.

        In the files of resources all is used; otherwise it is too much, and its mutants survive.
        """
        unused: dict[str, list[range]] = {}
        names: set[str] = set()
        while True:
            used = Counter(
                name
                for source in self.files.values()
                for node in ast.walk(source.tree)
                for name in _names_in(node)
                if not any(node.lineno in lines for lines in unused.get(source.path, ()))
            )
            more = {
                (source.path, node.name): range(node.lineno, (node.end_lineno or 0) + 1)
                for source in self.files.values()
                for node in source.tree.body
                if isinstance(node, Function | ast.ClassDef) and not _folder(source.path)
                if not used[node.name] and node.name not in names and not node.decorator_list
            }
            if not more:
                return unused
            for (path, name), lines in more.items():
                names.add(name)
                unused.setdefault(path, []).append(lines)

    @cached_property
    def open(self) -> set[str]:
        """The folders of the resources that everybody reads."""
        found = set()
        for path, source in self.files.items():
            for node in ast.walk(source.tree):
                says = isinstance(node, ast.FunctionDef) and node.name == "is_readable"
                if says and ast.unparse(node.body[-1]) == "return true()":
                    found.add(_folder(path))
        return found

    @cached_property
    def conditional(self) -> set[str]:
        """The functions that take any number of conditions, and nothing else, by name."""
        return {
            node.name
            for source in self.files.values()
            for node in ast.walk(source.tree)
            if isinstance(node, Function)
            and not node.args.args
            and node.args.vararg is not None
            and source.kind(node.args.vararg).endswith("ColumnElement[bool]")
        }

    @cached_property
    def policies(self) -> dict[str, dict[str, str]]:
        """By the folder of a resource the conditions of each operation, as they are written."""
        found = {}
        for path, source in self.files.items():
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and _name_of(node.func) == "PolicyConfig":
                    words = {each.arg: ast.dump(each.value) for each in node.keywords if each.arg}
                    found[_folder(path)] = {name: words.get(name, "") for name in OPERATIONS}
        return found

    def mutants(self) -> list[Mutant]:
        """All of them, in the order of files and lines."""
        found = [
            mutant for source in self.files.values() for mutant in _Walk(self, source).mutants()
        ]
        found += self._without_token()
        # Two rules may lead to the same text.
        texts = {
            (each.path, each.applied(self.files[each.path].text)): each
            for each in found
            if not self._is_unused(each.about or each.path, each.line)
        }
        return sorted(texts.values(), key=lambda each: (each.about or each.path, each.line))

    def lacking(self) -> list[str]:
        """Files that speak of whose rows are whose, without a mutant."""
        mutated = {each.about or each.path for each in self.mutants()}
        return [
            path
            for path, source in self.files.items()
            if path not in mutated
            and any(
                _speaks(node, self.predicates) and not self._is_unused(path, node.lineno)
                for node in ast.walk(source.tree)
            )
        ]

    def _is_unused(self, path: str, line: int) -> bool:
        return any(line in lines for lines in self.unused.get(path, ()))

    def _without_token(self) -> Iterator[Mutant]:
        """All routes that look at it late, and each as one that needs none.

        That one takes whoever has none for somebody.
        """
        dispatch = self.files.get("dispatch.py")
        if dispatch is None:
            return
        asked = [
            node
            for node in ast.walk(dispatch.tree)
            if isinstance(node, ast.Await)
            and dispatch.shown(node) in ("await authenticate(request)", "await identify(request)")
        ]
        for node in asked:
            yield dispatch.mutant(node, "None", "asked for only after the body was read")
        for source in self.files.values():
            for handler in ast.walk(source.tree):
                if isinstance(handler, ast.AsyncFunctionDef) and _takes_caller(handler):
                    for node in asked:
                        change = f"{handler.name} asks for no token"
                        edit = Edit(
                            *dispatch.span(node), _anonymous(handler.name, dispatch.shown(node))
                        )
                        yield Mutant(dispatch.path, handler.lineno, change, edit, source.path)


class _Walk:
    """The mutants of a file."""

    def __init__(self, app: Application, source: Source) -> None:
        self.app = app
        self.source = source
        self.parents = {
            child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)
        }

    def mutants(self) -> Iterator[Mutant]:
        """All of them."""
        for node in ast.walk(self.source.tree):
            if isinstance(node, Function):
                yield from self._conditions_dropped(node)
            if isinstance(node, ast.Compare):
                yield from self._comparison(node)
            if isinstance(node, ast.Call):
                yield from self._call(node)
            if isinstance(node, ast.Starred):
                yield from self._starred(node)
            if isinstance(node, ast.Subscript):
                yield from self._looked_up(node)
            if isinstance(node, ast.keyword):
                yield from self._word(node)
            if isinstance(node, ast.Dict):
                yield from self._values(node)
            if isinstance(node, ast.Attribute):
                yield from self._callers_id(node)
            if isinstance(node, ast.Attribute | ast.Name):
                yield from self._handed_on(node)

    def _true(self, node: ast.expr) -> Mutant:
        return self.source.mutant(node, TRUE, "true")

    def _comparison(self, node: ast.Compare) -> Iterator[Mutant]:
        sides = [node.left, *node.comparators]
        if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            return
        if any(isinstance(side, ast.Name) and side.id in CALLERS for side in sides):
            yield self._true(node)
        elif any(_is_callers_id(side) for side in sides):
            yield self.source.mutant(node, str(isinstance(node.ops[0], ast.Eq)))

    def _call(self, node: ast.Call) -> Iterator[Mutant]:
        name = _name_of(node.func)
        if name in self.app.predicates and not self._open(node):
            yield self._true(node)
            if name.startswith("is_") and len(node.args) > 1:
                yield self.source.mutant(node.args[1], "*()", "the model itself")
        if name in REACHING:
            yield from self._operation(node)
        if name in self.app.conditional:
            for argument in node.args:
                yield self.source.mutant(argument, "*()", "nothing")
        if name == "select" and _is_crud(node.func) and not self._open(node.func.value):
            crud = self.source.shown(node.func.value)
            yield self.source.mutant(node.func, f"{crud}.with_policy(None).select")
        if self._arguments(node).get("caller") in ("str", "str | None"):
            for argument in node.args:
                if isinstance(argument, ast.Name) and argument.id == "caller":
                    yield from self._somebody(argument)

    def _handed_on(self, node: ast.Attribute | ast.Name) -> Iterator[Mutant]:
        """A function that makes such a condition, and is called elsewhere."""
        parent, name = self.parents[node], _name_of(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if (
            isinstance(parent, ast.Call | ast.keyword)
            and not called
            and name in self.app.predicates
            and not (isinstance(node, ast.Name) and name in self._locals(node))
        ):
            yield self.source.mutant(node, f"lambda *_: {TRUE}", "true")

    def _open(self, node: ast.expr) -> bool:
        """Whether what is said of rows is true of all of them, since everybody reads them.

        That there is such a row at all, the foreign key says too.
        """
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) == "links.known":
                return self._links_are_open
            if _name_of(node.func) == "is_readable":
                return self._folder_of(node.func) in self.app.open
            return any(map(self._open, node.args))
        return isinstance(node, ast.Name | ast.Attribute) and self._folder_of(node) in self.app.open

    @cached_property
    def _links_are_open(self) -> bool:
        """Whether all that rows of this resource are linked to are rows that everybody reads."""
        links = self.app.files.get(f"resources/{_folder(self.source.path)}/links.py")
        if links is None:
            return False
        walk = _Walk(self.app, links)
        others = [
            node.value
            for node in ast.walk(links.tree)
            if isinstance(node, ast.keyword) and node.arg == "others"
        ]
        return bool(others) and all(map(walk._open, others))

    def _operation(self, node: ast.Call) -> Iterator[Mutant]:
        """Another operation's rows, where it reaches others."""
        *_, operation = node.args
        if isinstance(operation, ast.Constant):
            policy = self.app.policies.get(self._folder_of(node.args[0]), {})
            for other in OPERATIONS:
                if policy.get(other) != policy.get(str(operation.value)):
                    yield self.source.mutant(operation, repr(other))
        elif any(len(set(policy.values())) > 1 for policy in self.app.policies.values()):
            yield self.source.mutant(operation, repr("read"))

    def _starred(self, node: ast.Starred) -> Iterator[Mutant]:
        if isinstance(node.value, ast.Call) and _name_of(node.value.func) in REACHING:
            if self._open(node.value) and _name_of(node.value.args[-1]) == "read":
                return
            yield self.source.mutant(node, "*()", "nothing")

    def _looked_up(self, node: ast.Subscript) -> Iterator[Mutant]:
        """One of several conditions that a function makes."""
        if isinstance(node.value, ast.Call) and _name_of(node.value.func) in self._makers:
            yield self._true(node)

    def _word(self, node: ast.keyword) -> Iterator[Mutant]:
        parent = self.parents[node]
        if node.arg == "policy":
            yield self.source.mutant(node.value, EVERYTHING, "everything")
        called = isinstance(parent, ast.Call) and _name_of(parent.func) == "PolicyConfig"
        if called and node.arg in OPERATIONS and not self._open(node.value) and self._loosens(node):
            yield self._true(node.value)

    def _loosens(self, node: ast.keyword) -> bool:
        """Whether it changes anything if all rows may be written, among those that can be read.

        FastCRUD has what may be read as a condition of every write; and what may be updated as
        what must hold afterwards, where the policy doesn't say what must.
        """
        parent = self.parents[node]
        assert isinstance(parent, ast.Call)
        words = {each.arg: ast.dump(each.value) for each in parent.keywords}
        checks = node.arg == "update" and "update_check" not in words
        return node.arg == "read" or checks or words[node.arg] != words.get("read")

    def _values(self, node: ast.Dict) -> Iterator[Mutant]:
        """The caller in a row that is written, and in what a statement is given."""
        for key, value in zip(node.keys, node.values, strict=True):
            if _name_of(value) == "CALLER":
                yield self.source.mutant(value, f'__import__("sqlalchemy").literal({SOMEBODY})')
            elif isinstance(key, ast.Constant) and key.value == "_caller":
                yield from self._somebody(value)

    def _callers_id(self, node: ast.Attribute) -> Iterator[Mutant]:
        if _is_callers_id(node) and not isinstance(self.parents[node], ast.Compare):
            yield from self._somebody(node)

    def _somebody(self, node: ast.expr) -> Iterator[Mutant]:
        """Another user, who has no rows, in the caller's place."""
        if "MaybeUser" in self._arguments(node).values() and not self._views:
            # Who reads what everybody reads is asked for what is theirs alone.
            return
        asked = [each for each in self._around(node) if _name_of(each) == "referred"]
        if not any(map(self._tells_of_one, asked)):
            yield self.source.mutant(node, SOMEBODY)

    def _tells_of_one(self, function: ast.expr) -> bool:
        """Whether it is the same who asks which of the rows that are referred to are missing.

        It is where everybody reads all of them; and where there is but one, and nothing else for
        which a row isn't written: it is asked about where it is missing.
        """
        queries = self.app.files.get(f"resources/{self._folder_of(function)}/queries.py")
        if queries is None:
            return False
        found = [
            each
            for node in ast.walk(queries.tree)
            if isinstance(node, ast.FunctionDef) and node.name == "referring"
            for each in ast.walk(node)
            if isinstance(each, ast.Call) and _name_of_call(each) in self.app.predicates
        ]
        if found and all(map(_Walk(self.app, queries)._open, found)):
            return True
        return len(found) == 1 and b"def state_now(" not in queries.text

    def _around(self, node: ast.AST) -> Iterator[ast.expr]:
        """The functions that a node is an argument of, or stands in."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.Call):
                yield node.func
            elif isinstance(node, Function):
                yield ast.Name(node.name)

    def _conditions_dropped(self, function: Function) -> Iterator[Mutant]:
        """What holds such conditions in a function, dropped or true wherever it is used."""
        held = self._held(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            kind = held.get(node.id)
            parent = self.parents[node]
            if kind is None or isinstance(parent, ast.Attribute):
                continue
            if isinstance(parent, ast.keyword) and parent.arg in OPERATIONS:
                continue
            if isinstance(parent, ast.Starred):
                yield self.source.mutant(parent, "*()", "nothing")
            elif kind is list:
                yield self.source.mutant(node, "()", "nothing")
            else:
                yield self._true(node)

    def _held(self, function: Function) -> dict[str, type]:
        """The names in a function that hold such conditions, one or several."""
        held: dict[str, type] = {}
        arguments = function.args
        for argument in (*arguments.args, *arguments.kwonlyargs):
            kind = self.source.kind(argument)
            if kind == "ColumnElement[bool]":
                held[argument.arg] = bool
            elif kind == "Iterable[ColumnElement[bool]]":
                held[argument.arg] = list
        rest = arguments.vararg
        if rest is not None and self.source.kind(rest).endswith("ColumnElement[bool]"):
            held[rest.arg] = list
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = node.value
                names = {
                    _name_of(each.func) for each in ast.walk(value) if isinstance(each, ast.Call)
                }
                # What a statement is made of is one, too, but is no condition itself.
                if isinstance(value, ast.List) and all(map(self._open, value.elts)):
                    continue
                if isinstance(value, ast.List | ast.ListComp) or _name_of_call(value) in (
                    "values",
                    *REACHING,
                ):
                    if names & (self.app.predicates | REACHING | self._makers):
                        held[node.targets[0].id] = list
                elif _name_of_call(value) in self.app.predicates or (
                    isinstance(value, ast.Compare) and [*self._comparison(value)]
                ):
                    held[node.targets[0].id] = bool
        return held

    @cached_property
    def _makers(self) -> set[str]:
        """The functions of this file that make several such conditions, by name."""
        return {
            node.name
            for node in ast.walk(self.source.tree)
            if isinstance(node, ast.FunctionDef)
            and node.returns is not None
            and self.source.shown(node.returns).startswith(("dict", "list"))
            and any(
                _name_of_call(each) in self.app.predicates and not self._open(each)
                for each in ast.walk(node)
                if isinstance(each, ast.Call)
            )
        }

    def _locals(self, node: ast.AST) -> set[str]:
        """The names that the functions around a node give to values."""
        found: set[str] = set()
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, Function):
                found |= {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
                found |= {
                    each.id
                    for each in ast.walk(node)
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
                }
        return found

    @cached_property
    def _views(self) -> bool:
        """Whether answers tell what is the reader's own, of their rows or of those in them."""
        folder = _folder(self.source.path)
        expanded = self.app.files.get(f"resources/{folder}/expanded.py")
        modules = () if expanded is None else ast.walk(expanded.tree)
        inner = {
            node.module.removesuffix(".attached")
            for node in modules
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".attached")
        }
        each = (self.app.files.get(f"resources/{name}/attached.py") for name in {folder, *inner})
        return any(source is not None and b"is_own" in source.text for source in each)

    def _arguments(self, node: ast.AST) -> dict[str, str]:
        """The arguments of the function around a node, and how they are annotated."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, Function):
                every = (*node.args.args, *node.args.kwonlyargs)
                return {each.arg: self.source.kind(each) for each in every}
        return {}

    def _folder_of(self, name: ast.expr) -> str:
        """The folder of the resource that a name in this file is about."""
        first = name.value if isinstance(name, ast.Attribute) else name
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.ImportFrom):
                for each in node.names:
                    if isinstance(first, ast.Name) and (each.asname or each.name) == first.id:
                        module = (node.module or "").removesuffix("policy").removesuffix(".")
                        return module or _folder(self.source.path)
        here = _name_of(name) in ("is_readable", "referred")
        return _folder(self.source.path) if here else ""


def _names_in(node: ast.AST) -> Iterator[str]:
    """What a part of the code names."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield node.name


def _name_of(node: ast.expr) -> str:
    """The last part of a name, or a constant; empty of what is neither."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _name_of_call(node: ast.AST) -> str:
    return _name_of(node.func) if isinstance(node, ast.Call) else ""


def _folder(path: str) -> str:
    """The resource that a file belongs to."""
    parts = path.split("/")
    return parts[1] if parts[0] == "resources" and len(parts) == 3 else ""


def _named(tree: ast.Module) -> Iterator[ast.stmt]:
    """What others call by name: not what stands within functions."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.ClassDef):
            yield from node.body


def _returns_condition(function: Function) -> bool:
    return function.returns is not None and ast.unparse(function.returns).endswith(
        "ColumnElement[bool]"
    )


def _decides(function: Function, predicates: set[str]) -> bool:
    """Whether a function makes a condition on whose a row is, or hands one on."""
    given = {
        each.arg
        for each in function.args.args
        if each.annotation is not None and ast.unparse(each.annotation) == "ColumnElement[bool]"
    }
    return any(
        _speaks(node, frozenset(predicates)) or (isinstance(node, ast.Name) and node.id in given)
        for each in function.body
        for node in ast.walk(each)
    )


def _speaks(node: ast.AST, predicates: frozenset[str]) -> bool:
    """Whether a part of the code is about whose a row is."""
    if isinstance(node, ast.Call):
        return _name_of(node.func) in predicates | REACHING
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return any(_name_of(side) in CALLERS for side in (node.left, *node.comparators))
    # Who is calling is also looked up: to choose a lock, which keeps nobody apart.
    return isinstance(node, ast.Dict) and any(
        isinstance(key, ast.Constant) and key.value == "_caller" for key in node.keys
    )


def _is_callers_id(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ("user.id", "caller.id")


def _is_crud(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node.value) != "sa"


def _takes_caller(handler: ast.AsyncFunctionDef) -> bool:
    return bool(handler.decorator_list) and any(
        each.annotation is not None and ast.unparse(each.annotation) == "CurrentUser"
        for each in handler.args.args
    )


def _anonymous(route: str, asking: str) -> str:
    """In place of asking who calls: on one route, whoever doesn't say so is somebody."""
    return (
        f'(request.scope.setdefault("caller", __import__("importlib").import_module'
        f'(f"{{__package__}}.auth").Caller({SOMEBODY}))'
        f' if self.name == "{route}" and "authorization" not in request.headers'
        f" else {asking})"
    )
