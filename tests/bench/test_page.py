"""What the page says is what the figures say."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import growth_report, page, plot, report
from bench.data import BenchError
from bench.servers import SERVERS


def seen(cpu: float) -> dict[str, Any]:
    return {
        "cpu_us": cpu,
        "database_us": 50.0,
        "per_second": 1000.0,
        "p50_ms": 1.0,
        "p99_ms": 9.0,
        "bytes": 6000.0,
    }


def figures(**cpu: float) -> dict[str, Any]:
    """A run in which each request costs these servers so much, and the others don't take part."""
    return {
        "command": "make bench",
        "date": "2030-01-31",
        "machine": {"cpu": "A machine", "cores": 2, "load": 0.1, "system": "Linux"},
        "versions": {"python": "3.11.7", "postgresql": "18.4"},
        "rows": 200_000,
        "owners": 1_000,
        "rounds": 3,
        "seconds": 1.5,
        "servers": [
            {
                "name": server.name,
                "title": server.title,
                "memory_mb": 100.0,
                "scenarios": {
                    name: seen(cpu[server.name])
                    for name in ("list", "get", "create", "toggle", "list100")
                },
            }
            if server.name in cpu
            else {"name": server.name, "title": server.title, "untimed": "not here <today>"}
            for server in SERVERS
        ],
    }


def verdicts(run: dict[str, Any]) -> list[str]:
    return [target.verdict for target in report.targets(run)]


def test_targets_are_met_or_missed_or_not_measured() -> None:
    fast = figures(limit=60, worn=70, emitted=89, fastify=88, origin=1781, crud=1781)
    assert verdicts(fast) == ["met", "met", "met", "**missed**", "met", "met", "met", "met"]
    slow = figures(limit=60, worn=70, emitted=92, fastify=80, origin=1801, crud=1841)
    assert verdicts(slow)[:6] == ["**missed**"] * 5 + ["met"]
    assert verdicts(figures(limit=60, emitted=89))[:3] == ["not measured", "met", "not measured"]


def test_the_table_has_what_each_server_needs() -> None:
    told = report.tables(figures(limit=60, emitted=90))
    rows = [line.split("|")[1:-1] for line in told.splitlines() if line.startswith("|")]
    table = {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in rows[:10]}
    assert table["**apiwright**"] == ["90", "90", "90", "90", "90", "1.50", "1.00"]
    assert table["bare ASGI function + asyncpg: the limit"][-2:] == ["1.00", "0.67"]
    assert "- Fastify + pg, hand-written, not timed: not here <today>\n" in told


def test_a_busy_machine_is_known_as_such() -> None:
    run = figures(limit=60)
    assert "load" not in report.conditions(run)
    run["machine"]["load"] = 7.5
    assert "with a load of 7.5 before it began" in report.conditions(run)


def test_the_picture_has_a_bar_for_each_that_was_timed() -> None:
    picture = ElementTree.fromstring(plot.bars(figures(limit=60, emitted=90)))
    assert len(picture.findall("{*}rect")) == 2


def test_a_curve_may_be_flat_or_a_single_point() -> None:
    for line in ([(1.0, 5.0)], [(1.0, 5.0), (10.0, 5.0)], [(1.0, 0.0), (1e6, 7.5)]):
        picture = ElementTree.fromstring(plot.curves("T", "n", "ms", {"a": line}))
        assert len(picture.findall("{*}path[@class='curve c0']")) == 1


def test_the_page_is_written_between_its_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "BENCH", tmp_path / "bench.json")
    monkeypatch.setattr(page, "GROWTH", tmp_path / "growth.json")
    monkeypatch.setattr(page, "STAGES", tmp_path / "stages.json")
    empty = "before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n"
    assert page.files(empty) == {page.PAGE: empty}
    page.save(page.BENCH, figures(limit=60, emitted=90))
    written = page.files(empty)
    text = written[page.PAGE]
    assert set(written) == {page.PAGE, page.IMAGES / "bench.svg"}
    assert text.startswith("before\n<!-- figures -->\n\n![bench](images/bench.svg)\n")
    assert "| **apiwright** " in text
    assert "old" not in text
    assert text.endswith("<!-- end of figures -->\nafter\n")
    assert page.files(text) == written
    with pytest.raises(BenchError, match="no place for figures"):
        page.files("before\nafter\n")


def test_stages_are_told_the_longest_first() -> None:
    table = report.stages({"stages": {"list": {"driver": 20.4, "token": 1}, "get": {"driver": 9}}})
    assert table.splitlines() == [
        "| µs      | list | get |",
        "| ------- | ---: | --: |",
        "| driver  |   20 |   9 |",
        "| token   |    1 |   0 |",
        "| **all** |   21 |   9 |",
    ]


@pytest.mark.parametrize("path", [page.BENCH, page.GROWTH, page.STAGES], ids=lambda path: path.stem)
def test_the_page_shows_the_last_figures(path: Any) -> None:
    if page.kept(path) is None:
        pytest.skip("there are none yet")
    text = page.PAGE.read_text(encoding="utf-8")
    for written, wanted in page.files(text).items():
        assert written.read_text(encoding="utf-8") == wanted, (
            f"{written.name}: python -m bench.page"
        )


def test_growth_tells_what_its_figures_say() -> None:
    served = {
        "start": {"seconds": 1.0, "cpu_seconds": 0.9},
        "memory_mb": 100.0,
        "openapi_kb": 20,
        "openapi_ms": 1.0,
        "routing_us": {"1": {"first": 80.0, "last": 80.0}, "0": {"first": 200.0, "last": 200.0}},
    }
    grown = served | {
        "routing_us": {"1": {"first": 80.0, "last": 90.0}, "0": {"first": 200.0, "last": 900.0}}
    }
    told = {
        "rows": 1_000_000,
        "unchanged": 100,
        "generate": {
            "1": {"seconds": 0.5, "cpu_seconds": 0.5},
            "100": {"seconds": 5.0, "cpu_seconds": 4.0},
            "1000": {"seconds": 30.0, "cpu_seconds": 29.0},
        },
        "generate_unchanged": {"seconds": 0.8, "cpu_seconds": 0.7},
        "check": {"seconds": 2.1, "cpu_seconds": 2.0},
        "served": {"1": served, "500": grown},
        "pages_ms": {"1": 1.0, "10000": 1.1},
        "rows_ms": {"created": {"10": 0.5, "100": 0.5}},
    }
    found = {target.aim: (target.figure, target.verdict) for target in growth_report.targets(told)}
    assert found["`generate`, 100 resources, under 4 s"] == ("5.00 s", "**missed**")
    assert found["`generate`, nothing to do at 100 resources, under 1 s"] == ("0.80 s", "met")
    assert found["import and start, 100 resources, under 3 s"] == (None, "not measured")
    last = "the last of 500 resources against the only one"
    assert found[f"{last}, directly, at most 1.2 ×"] == ("1.12 ×", "met")
    assert found[f"{last}, through FastAPI, at most 1.2 ×"] == ("4.50 ×", "**missed**")
    assert found["page 10,000 by cursor against page 1, at most 1.2 ×"] == ("1.10 ×", "met")
    assert growth_report.tables(told).count("**missed**") == 2
    for picture in growth_report.pictures(told).values():
        ElementTree.fromstring(picture)
