"""The page that shows the last figures, docs/performance.md, and its pictures."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import growth_report, plot, report
from bench.data import ROOT, BenchError

RESULTS = ROOT / "bench" / "results"
BENCH = RESULTS / "bench.json"
GROWTH = RESULTS / "growth.json"
STAGES = RESULTS / "stages.json"
PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"

Figures = Mapping[str, Any]


def save(path: Path, figures: Figures) -> None:
    """Keep the figures of a run."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def kept(path: Path) -> Figures | None:
    """The figures of the last run."""
    if not path.exists():
        return None
    found: Figures = json.loads(path.read_text(encoding="utf-8"))
    return found


def files(text: str) -> dict[Path, str]:
    """The page, which was this text, and the pictures, with the last figures."""
    pictures: dict[str, str] = {}
    if (bench := kept(BENCH)) is not None:
        drawn = {"bench.svg": plot.bars(bench)}
        text = _between("figures", text, bench, report.tables(bench), drawn)
        pictures |= drawn
    if (growth := kept(GROWTH)) is not None:
        drawn = growth_report.pictures(growth)
        text = _between("growth", text, growth, growth_report.tables(growth), drawn)
        pictures |= drawn
    if (stages := kept(STAGES)) is not None:
        text = _between("stages", text, stages, report.stages(stages), {})
    return {PAGE: text} | {IMAGES / name: picture for name, picture in pictures.items()}


def write() -> str:
    """Write the page and its pictures, and say which files these are."""
    written = files(PAGE.read_text(encoding="utf-8"))
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return ", ".join(str(path.relative_to(ROOT)) for path in written)


def _between(
    mark: str, text: str, figures: Figures, tables: str, pictures: Mapping[str, str]
) -> str:
    """The text with these figures between the marks of this name."""
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    before, begins, rest = text.partition(begin)
    _, ends, after = rest.partition(end)
    if not begins or not ends:
        raise BenchError(f"{PAGE.name} has no place for {mark}: {begin.strip()} {end.strip()}")
    shown = "".join(f"![{name.removesuffix('.svg')}](images/{name})\n" for name in pictures)
    told = "\n".join((shown, report.conditions(figures) + "\n", tables))
    return f"{before}{begin}\n{told}\n{end}{after}"


if __name__ == "__main__":
    print(f"written: {write()}")
    sys.exit()
