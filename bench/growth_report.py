"""The tables and pictures of growth, and what they say of the targets."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench import plot
from bench.report import Target, table

Figures = Mapping[str, Any]

# Seconds, or megabytes, by the number of resources.
GENERATE = {"1": 1, "100": 4, "1000": 40}
START = {"1": 1.5, "100": 3, "500": 8}
MEMORY = {"1": 110, "500": 330}
FLAT = 1.2

SERVED = (
    *("resources", "start, s", "of CPU", "memory, MB", "OpenAPI, kB", "OpenAPI, ms"),
    *("list of the first, µs", "of the last", "the first, `DIRECT=0`", "the last"),
)


def tables(figures: Figures) -> str:
    """Everything that was measured, in Markdown."""
    parts = [
        table(
            SERVED,
            [_served_row(number, each) for number, each in figures["served"].items()],
        ),
        table(
            ("`generate`", "s", "of CPU"),
            [
                *((_resources(n), *_seconds(each)) for n, each in figures["generate"].items()),
                (
                    f"{_resources(figures['unchanged'])}, nothing to do",
                    *_seconds(figures["generate_unchanged"]),
                ),
                (
                    f"{_resources(figures['unchanged'])}, `check`",
                    *_seconds(figures["check"]),
                ),
            ],
        ),
        table(
            (f"page of {figures['rows']:,} rows", "ms"),
            [(_thousands(page), f"{ms:.2f}") for page, ms in figures["pages_ms"].items()],
        ),
        table(
            ("rows of the owner", *(f"list 20 by {sort}, ms" for sort in figures["rows_ms"])),
            [
                (_thousands(rows), *(f"{by[rows]:.2f}" for by in figures["rows_ms"].values()))
                for rows in next(iter(figures["rows_ms"].values()))
            ],
        ),
        table(
            ("target", "figure", ""),
            [(each.aim, each.figure or "–", each.verdict) for each in targets(figures)],
        ),
    ]
    return "\n".join(parts)


def targets(figures: Figures) -> Iterator[Target]:
    """Each target beside its figure."""
    generated, served = figures["generate"], figures["served"]
    for number, most in GENERATE.items():
        aim = f"`generate`, {_resources(number)}, under {most} s"
        yield _under(aim, generated.get(number, {}).get("seconds"), most, "s")
    unchanged = figures["generate_unchanged"]["seconds"] if figures["unchanged"] == 100 else None
    yield _under("`generate`, nothing to do at 100 resources, under 1 s", unchanged, 1, "s")
    for number, most_seconds in START.items():
        aim = f"import and start, {_resources(number)}, under {most_seconds:g} s"
        start = served.get(number, {}).get("start", {})
        yield _under(aim, start.get("seconds"), most_seconds, "s")
    for number, most in MEMORY.items():
        aim = f"memory of a worker, {_resources(number)}, under {most} MB"
        yield _under(aim, served.get(number, {}).get("memory_mb"), most, "MB")
    for direct, way in (("1", "directly"), ("0", "through FastAPI")):
        ratio = None
        if "1" in served and "500" in served:
            ways = (served[number]["routing_us"][direct]["last"] for number in ("500", "1"))
            ratio = _ratio(*ways)
        yield _flat(f"the last of 500 resources against the only one, {way}", ratio)
    pages = figures["pages_ms"]
    ratio = _ratio(pages["10000"], pages["1"]) if "10000" in pages else None
    yield _flat("page 10,000 by cursor against page 1", ratio)


def pictures(figures: Figures) -> dict[str, str]:
    """By the name of the file."""
    served = figures["served"]
    routing = {
        f"{name} resource, {way}": _points(
            {number: each["routing_us"][direct][name] for number, each in served.items()}
        )
        for direct, way in (("1", "direct"), ("0", "DIRECT=0"))
        for name in ("first", "last")
    }
    by_rows = {f"by {name}": _points(found) for name, found in figures["rows_ms"].items()}
    return {
        "growth-routing.svg": plot.curves(
            "An empty list", "server CPU per request, by resources of the spec", "µs", routing
        ),
        "growth-start.svg": plot.curves(
            "Start",
            "from the command to the first request, by resources of the spec",
            "s",
            {"serve": _points({n: each["start"]["seconds"] for n, each in served.items()})},
        ),
        "growth-generate.svg": plot.curves(
            "make generate",
            "into an empty folder, by resources of the spec",
            "s",
            {"generate": _points({n: each["seconds"] for n, each in figures["generate"].items()})},
        ),
        "growth-lists.svg": plot.curves(
            "Lists", "latency of list 20, by rows of the owner", "ms", by_rows
        ),
        "growth-pages.svg": plot.curves(
            "Pages by cursor",
            f"latency of a page of 100 rows of {figures['rows']:,}, by its number",
            "ms",
            {"page": _points(figures["pages_ms"])},
        ),
    }


def _points(found: Mapping[str, float]) -> list[tuple[float, float]]:
    return [(float(x), y) for x, y in found.items()]


def _served_row(number: str, each: Figures) -> tuple[str, ...]:
    return (
        number,
        *_seconds(each["start"]),
        f"{each['memory_mb']:.0f}",
        f"{each['openapi_kb']:,}",
        f"{each['openapi_ms']:.1f}",
        *(
            f"{each['routing_us'][direct][name]:.0f}"
            for direct in ("1", "0")
            for name in ("first", "last")
        ),
    )


def _resources(number: str | int) -> str:
    return f"{int(number):,} resource{'' if int(number) == 1 else 's'}"


def _seconds(taken: Mapping[str, float]) -> tuple[str, str]:
    return f"{taken['seconds']:.2f}", f"{taken['cpu_seconds']:.2f}"


def _thousands(number: str) -> str:
    return f"{int(number):,}"


def _ratio(grown: float, small: float) -> float:
    return grown / small


def _under(aim: str, figure: float | None, most: float, unit: str) -> Target:
    if figure is None:
        return Target(aim, None)
    digits = 2 if unit == "s" else 0
    return Target(aim, f"{figure:.{digits}f} {unit}", figure < most)


def _flat(aim: str, ratio: float | None) -> Target:
    aim = f"{aim}, at most {FLAT} ×"
    return Target(aim, None) if ratio is None else Target(aim, f"{ratio:.2f} ×", ratio <= FLAT)
