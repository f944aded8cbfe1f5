"""Pictures, as SVG that reads well on light and on dark pages."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10
from typing import Any

from bench.report import mean_cpu
from bench.servers import EMITTED, LIMIT

WIDTH = 840
LABELS = 366
ROW = 30
BAR = 16
TOP = 58

STYLE = """
text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 }
.note { font-size: 11px; fill: #656d76 }
.own { font-weight: 600 }
.bar { fill: #afb8c1 }
.bar.own { fill: #1a7f64 }
.grid { stroke: #d0d7de; stroke-width: 1; fill: none }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round }
.c0 { stroke: #1a7f64 } .c1 { stroke: #8250df } .c2 { stroke: #bc4c00 } .c3 { stroke: #0969da }
.k0 { fill: #1a7f64 } .k1 { fill: #8250df } .k2 { fill: #bc4c00 } .k3 { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .note { fill: #8d96a0 }
  .bar { fill: #545d68 }
  .bar.own { fill: #3fb68b }
  .grid { stroke: #30363d }
  .c0 { stroke: #3fb68b } .c1 { stroke: #ab7df8 } .c2 { stroke: #f0883e } .c3 { stroke: #58a6ff }
  .k0 { fill: #3fb68b } .k1 { fill: #ab7df8 } .k2 { fill: #f0883e } .k3 { fill: #58a6ff }
}
"""


def bars(run: Mapping[str, Any]) -> str:
    """What a request costs each server, as bars."""
    means = [(server, mean_cpu(server)) for server in run["servers"]]
    timed = sorted(((mean, server) for server, mean in means if mean), key=lambda pair: pair[0])
    most = max(mean for mean, _ in timed)
    limit = next((mean for mean, server in timed if server["name"] == LIMIT), None)
    room = WIDTH - LABELS - 160
    parts = [
        _text(0, 18, "Server CPU per request", "title"),
        _text(0, 38, "geometric mean of list 20, get, create and toggle, in microseconds", "note"),
    ]
    for row, (mean, server) in enumerate(timed):
        middle = TOP + row * ROW + ROW / 2
        own = " own" if server["name"] == EMITTED else ""
        title = str(server["title"]).replace("`", "")
        length = max(mean / most * room, 2)
        times = f" · {mean / limit:.1f} × the limit" if limit and server["name"] != LIMIT else ""
        parts += [
            _text(LABELS - 12, middle + 4.5, title, own.strip(), anchor="end"),
            f'<rect class="bar{own}" x="{LABELS}" y="{middle - BAR / 2:g}" width="{length:.1f}" '
            f'height="{BAR}" rx="3"/>',
            _text(LABELS + length + 8, middle + 4.5, f"{mean:,.0f} µs", own.strip(), more=times),
        ]
    bottom = TOP + len(timed) * ROW
    versions = run["versions"]
    made = (
        f"{run['command']}, {run['date']}: {run['rows']:,} tasks of {run['owners']:,} owners, "
        f"32 connections, {run['machine']['cores']} cores, PostgreSQL {versions['postgresql']}, "
        f"Python {versions['python']}"
    )
    parts.append(_text(0, bottom + 24, made, "note"))
    return _picture(bottom + 36, parts)


def curves(
    title: str, note: str, unit: str, series: Mapping[str, Sequence[tuple[float, float]]]
) -> str:
    """Figures as they grow: both axes double at equal steps."""
    left, right, top, bottom = 64, WIDTH - 24, TOP + 24, 300
    points = [point for line in series.values() for point in line]
    low_x, high_x = (f(log10(max(x, 0.01)) for x, _ in points) for f in (min, max))
    low_y, high_y = (f(log10(max(y, 0.01)) for _, y in points) for f in (min, max))
    # At least one power of ten, so that what is flat looks flat.
    middle = (low_y + high_y) / 2
    low_y, high_y = min(low_y, middle - 0.6), max(high_y, middle + 0.6)
    low_y, high_y = low_y - 0.05, high_y + 0.1

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(max(x, 0.01)) - low_x) / ((high_x - low_x) or 1)
        up = (log10(max(y, 0.01)) - low_y) / (high_y - low_y)
        return left + across * (right - left - 40), bottom - up * (bottom - top)

    parts = [_text(0, 18, title, "title"), _text(0, 38, note, "note")]
    for step in _ticks(low_y, high_y):
        _, y = place(10**low_x, step)
        parts.append(f'<path class="grid" d="M{left} {y:.1f}H{right}"/>')
        parts.append(_text(left - 8, y + 4, f"{step:,g}", "note", anchor="end"))
    for x in sorted({x for x, _ in points}):
        parts.append(_text(place(x, 1)[0], bottom + 18, f"{x:,g}", "note", anchor="middle"))
    parts.append(_text(left, top - 10, unit, "note"))
    across = left + 90.0
    for number, (name, line) in enumerate(series.items()):
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<path class="curve c{number}" d="M{path}"/>')
        for point in line:
            x, y = place(*point)
            parts.append(f'<circle class="k{number}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')
        parts.append(f'<circle class="k{number}" cx="{across}" cy="{top - 14}" r="4"/>')
        parts.append(_text(across + 9, top - 10, name, "note"))
        across += 26 + 6.4 * len(name)
    return _picture(bottom + 32, parts)


def _ticks(low: float, high: float) -> list[float]:
    steps = [m * 10.0**p for p in range(int(low) - 2, int(high) + 2) for m in (1, 2, 5)]
    return [step for step in steps if low <= log10(step) <= high]


def _text(
    x: float, y: float, text: str, kind: str = "", *, anchor: str = "start", more: str = ""
) -> str:
    span = f'<tspan class="note">{escape(more)}</tspan>' if more else ""
    kind = f' class="{kind}"' if kind else ""
    anchor = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}"{kind}{anchor}>{escape(text)}{span}</text>'


def _picture(height: float, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 0 {WIDTH + 16} {height:g}"'
    body = "\n".join(parts)
    head += f' width="{WIDTH + 16}" height="{height:g}">'
    return f"{head}\n<style>{STYLE}</style>\n{body}\n</svg>\n"
