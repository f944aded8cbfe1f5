"""The name of the emitted package, which is that of its folder."""

import keyword
import os
import sys
import sysconfig
from importlib.machinery import PathFinder
from pathlib import Path

from generator.diagnostics import quote
from generator.emit.output import MANIFEST, Refusal

# Ours, and what no listing of the standard library names.
_TAKEN = frozenset({"generator", "test", "tests"})


def package_name(out: Path) -> str:
    """The name under which the application is imported; a Refusal if it can't be."""
    name = os.path.basename(os.path.abspath(out))
    hint = "choose another folder with --out, such as generated_app"
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name):
        raise Refusal("E601", "", f"{quote(name)} is not a name that Python can import", hint)
    if name in _TAKEN or name.startswith("__") or name in sys.stdlib_module_names:
        raise Refusal("E601", "", f"the name {quote(name)} is taken", hint)
    if _is_installed(name):
        message = f"{quote(name)} would hide the installed package of that name"
        raise Refusal("E601", "", message, hint)
    return name


def _is_installed(name: str) -> bool:
    """Whether a library has the name; the emitted application itself may be installed."""
    places = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    found = PathFinder.find_spec(name, places)
    if found is None or found.origin is None:
        return False
    return not Path(found.origin).with_name(MANIFEST).exists()
