"""What processes have used, as Linux tells it in /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(root: int) -> float:
    """The time, user and system, of a process and its descendants, those that ended included."""
    # From the state on: the name before it is in brackets and may hold anything. The last two are
    # of children that ended and were waited for.
    return sum(sum(map(int, fields[11:15])) for fields in _family(root).values()) / TICKS


def memory(root: int) -> int:
    """The bytes in memory of a process and its descendants."""
    return sum(int(fields[21]) * PAGE for fields in _family(root).values())


def parent(pid: int) -> int:
    """Whose child a process is."""
    return int(_fields(pid)[1])


def command(pid: int) -> str:
    """How a process calls itself; nothing where there is none."""
    try:
        said = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""
    return said.replace("\0", " ")


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()


def _family(root: int) -> dict[int, list[str]]:
    """A process and its descendants, with what /proc/PID/stat says of each after its name."""
    all_of_them: dict[int, list[str]] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = _fields(int(folder.name))
            except OSError:
                continue
            all_of_them[int(folder.name)] = fields
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    family = {}
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        if pid in all_of_them:
            family[pid] = all_of_them[pid]
            waiting += children.get(pid, [])
    return family
