"""The tables of a run, and what they say of the targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, geometric_mean
from typing import Any

from bench.scenarios import CROWD, FOUR
from bench.servers import CRUD, EMITTED, FASTIFY, LIMIT, ORIGIN, WORN

# "Level" allows for what two runs differ by.
LEVEL = 1.1
# From this load on, before a run begins, a machine is busy with something else.
BUSY = 0.5

COST = "server CPU per request, µs"
BESIDES = (
    *("server", "list 20, requests/s", "p50, ms", "p99, ms", "p99 at 100 clients, ms"),
    *("PostgreSQL's CPU, µs", "memory, MB", "bytes of a list"),
)

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """What is aimed at, and what came out; None where the run doesn't tell."""

    aim: str
    figure: str | None
    met: bool = False

    @property
    def verdict(self) -> str:
        """How it stands."""
        if self.figure is None:
            return "not measured"
        return "met" if self.met else "**missed**"


def tables(run: Figures) -> str:
    """Everything that a run says, in Markdown."""
    parts = [
        table(
            (COST, *(_heading(each.name) for each in FOUR), "mean", "× the limit", "× apiwright"),
            [_cpu_row(server, run) for server in run["servers"]],
        ),
        table(
            BESIDES,
            [_other_row(server) for server in run["servers"]],
        ),
        "".join(f"- {each}\n" for each in _failures(run)),
        table(
            ("target", "figure", ""),
            [(each.aim, each.figure or "–", each.verdict) for each in targets(run)],
        ),
    ]
    return "\n".join(part for part in parts if part)


def conditions(run: Figures) -> str:
    """Under which conditions the figures were made, in a sentence."""
    machine = run["machine"]
    named = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    done = (
        f"{run['rows']:,} tasks of {run['owners']:,} owners, medians of {run['rounds']} rounds of "
        f"{run['seconds']:g} s; "
        if "rounds" in run
        else ""
    )
    # What else ran on it: figures of a busy machine are to be known as such.
    busy = f", with a load of {machine['load']:g} before it began"
    return (
        f"`{run['command']}` on {run['date']}: {done}{machine['cores']} cores ({machine['cpu']})"
        f"{busy if machine['load'] >= BUSY else ''}, {machine['system']}, {named}."
    )


def targets(run: Figures) -> list[Target]:
    """Each target beside its figure."""
    crowd = _scenario(run, EMITTED, CROWD.name)
    refused = _server(run, EMITTED).get("failed", {}).get(CROWD.name)
    memory = _server(run, EMITTED).get("memory_mb")
    return [
        _at_most("CPU per request at most 1.3 × the limit wearing the same", 1.3, ratio(run, WORN)),
        _at_most("at most 1.5 × the bare limit", 1.5, ratio(run, LIMIT)),
        _at_most(f"level with Fastify + pg (at most {LEVEL} ×)", LEVEL, ratio(run, FASTIFY)),
        _at_most("ahead of Fastify + pg on lists", 1.0, ratio(run, FASTIFY, "list")),
        _times_less("at least 20 times less than the origin's design", run, ORIGIN),
        _times_less("at least 20 times less than FastCRUD handlers", run, CRUD),
        Target(
            "p99 of lists at 100 clients under 200 ms, no errors",
            refused if crowd is None else f"{crowd['p99_ms']:.0f} ms",
            crowd is not None and crowd["p99_ms"] < 200,
        ),
        Target(
            "memory of a worker, 1 resource, under 110 MB",
            None if memory is None else f"{memory:.0f} MB",
            memory is not None and memory < 110,
        ),
    ]


def mean_cpu(server: Figures) -> float | None:
    """The geometric mean of the four scenarios."""
    scenarios = server.get("scenarios", {})
    if not all(each.name in scenarios for each in FOUR):
        return None
    return geometric_mean(scenarios[each.name]["cpu_us"] for each in FOUR)


def ratio(run: Figures, other: str, scenario: str | None = None) -> float | None:
    """What the emitted application needs, as a multiple of what another server does."""
    own, others = (_needed(_server(run, name), scenario) for name in (EMITTED, other))
    return None if own is None or others is None else own / others


def _needed(server: Figures, scenario: str | None) -> float | None:
    if scenario is None:
        return mean_cpu(server)
    found = server.get("scenarios", {}).get(scenario)
    return None if found is None else float(found["cpu_us"])


def _server(run: Figures, name: str) -> Figures:
    return next((server for server in run["servers"] if server["name"] == name), {})


def _scenario(run: Figures, server: str, name: str) -> Figures | None:
    found: Figures | None = _server(run, server).get("scenarios", {}).get(name)
    return found


def _failures(run: Figures) -> list[str]:
    """What isn't timed, and why."""
    return [
        f"{server['title']}, {what}: {reason}"
        for server in run["servers"]
        for what, reason in (
            *([("not timed", server["untimed"])] if server.get("untimed") else []),
            *((_heading(name), reason) for name, reason in server.get("failed", {}).items()),
        )
    ]


def _at_most(aim: str, most: float, figure: float | None) -> Target:
    if figure is None:
        return Target(aim, None)
    return Target(aim, f"{figure:.2f} ×", figure <= most)


def _times_less(aim: str, run: Figures, other: str) -> Target:
    figure = ratio(run, other)
    if figure is None:
        return Target(aim, None)
    return Target(aim, f"{1 / figure:.1f} times less", 1 / figure >= 20)


def _heading(scenario: str) -> str:
    return {"list": "list 20", CROWD.name: "list 20 at 100 clients"}.get(scenario, scenario)


def _cpu_row(server: Figures, run: Figures) -> tuple[str, ...]:
    scenarios = server.get("scenarios", {})
    mean = mean_cpu(server)
    against = (mean_cpu(_server(run, name)) for name in (LIMIT, EMITTED))
    return (
        _name(server),
        *(_micro(scenarios.get(each.name, {}).get("cpu_us")) for each in FOUR),
        _micro(mean),
        *("–" if mean is None or other is None else f"{mean / other:.2f}" for other in against),
    )


def _other_row(server: Figures) -> tuple[str, ...]:
    scenarios = server.get("scenarios", {})
    one, crowd = scenarios.get("list"), scenarios.get(CROWD.name)
    if one is None:
        return (_name(server), *("–",) * 7)
    used = [scenarios[each.name]["database_us"] for each in FOUR if each.name in scenarios]
    return (
        _name(server),
        f"{one['per_second']:,.0f}",
        f"{one['p50_ms']:.1f}",
        f"{one['p99_ms']:.1f}",
        "–" if crowd is None else f"{crowd['p99_ms']:.0f}",
        "–" if None in used else _micro(fmean(used)),
        f"{server['memory_mb']:.0f}",
        f"{one['bytes']:,.0f}",
    )


def _name(server: Figures) -> str:
    title = str(server["title"])
    return f"**{title}**" if server["name"] == EMITTED else title


def _micro(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:,.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table that reads well as it is, too."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        texts = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        return f"| {' | '.join(texts)} |\n"

    first, *rest = widths
    rule = f"| {'-' * first} | " + " | ".join(f"{'-' * (width - 1)}:" for width in rest) + " |\n"
    return line(head) + rule + "".join(map(line, rows))


def stages(figures: Figures) -> str:
    """The stages as Markdown, the longest first."""
    found: Mapping[str, Mapping[str, float]] = figures["stages"]
    names = sorted(
        {stage for each in found.values() for stage in each},
        key=lambda stage: -sum(each.get(stage, 0) for each in found.values()),
    )
    rows = [(name, *(f"{each.get(name, 0):.0f}" for each in found.values())) for name in names]
    sums = ("**all**", *(f"{sum(each.values()):.0f}" for each in found.values()))
    return table(("µs", *found), [*rows, sums])
