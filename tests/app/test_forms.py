"""Texts that have a form: Python and PostgreSQL take the same texts, and hostile ones quickly."""

import random
import re
import time
import warnings

import psycopg2
import pytest

from generator.emit.tests.values import accepted_texts, refused_texts
from generator.model.resolve.forms import FORMS
from tests.generating import database

# What the forms are about, so that random texts are sometimes right.
PIECES = {
    "email": ["a", "B", "9", ".", "-", "@", "_", "+", "'", " ", "\n", "\t", "é", "\u202e", "a@b.c"],
    "url": [
        *("http://", "HTTPS://", "a", "B", "9", ".", "-", "_", ":", "/", "?", "#", "@", "[", "]"),
        *("\\", '"', "<", ">", "`", "{", "|", "}", "^", "~", "%", "&", " ", "\n", "\r", "é", "::1"),
    ],
    "slug": ["a", "z9", "0", "-", "--", "A", "_", " ", "\n", "é", "\u017f", "."],
    "hostname": ["a", "B", "9", ".", "-", "a-b", "_", ":", "/", " ", "\n", "é", "K", "x" * 62],
    "ipv4": [
        "0",
        "1",
        "25",
        "99",
        "255",
        "256",
        ".",
        ".",
        "1.2",
        "0.0.",
        ":",
        "-",
        " ",
        "\n",
        "\u0661",
    ],
    "ipv6": [
        ":",
        "::",
        "1:",
        "f:0:",
        "1:2:3:",
        "FFFF",
        "12345",
        "0",
        "g",
        "1.2.3.4",
        ".",
        "%",
        "\n",
    ],
    "phone": ["+", "0", "1", "49", "1234567", "-", " ", "(", "a", "\n", "\u0661", "+1"],
    "color": ["#", "#12", "a", "F", "09", "fff", "g", " ", "\n", "\u0661", "ff", "#1e90f"],
}
HOSTILE = {
    "email": ["a" * 253 + "@", "a." * 126, "a@" + "a-" * 126, "a@" + "a." * 126, "a@" + "a" * 250],
    "url": ["http://" + unit * 1000 for unit in ("a", "a-", "a.", "_a", "[:", ":1", "/", "a_-")],
    "slug": ["a" * 254 + "!", "a-" * 127, "a-" * 126 + "--", "-" * 255],
    "hostname": ["a" * 253, "a." * 126, "a-" * 126, ("a" * 63 + ".") * 3 + "-", "-" * 253],
    "ipv4": ["1" * 15, "1." * 7, "255." * 3],
    "ipv6": ["1:" * 22, ":" * 45, "::" + "1." * 21, "f" * 45, "1:2:3:4:5:6:7:8:9:" * 2, "::1" * 15],
    "phone": ["+" * 16, "+" + "1" * 15],
    "color": ["#" * 7, "#" + "f" * 6],
}


def texts(kind: str) -> list[str]:
    """Known texts, random ones, and each known one with a character changed."""
    rng = random.Random(7)
    known = [*accepted_texts(kind), *refused_texts(kind)]
    made = ["".join(rng.choices(PIECES[kind], k=rng.randint(1, 9))) for _ in range(4000)]
    for text in known:
        for at in range(len(text) + 1):
            piece = rng.choice(PIECES[kind])
            made += [text[:at] + piece + text[at:], text[:at] + piece + text[at + 1 :], text[:at]]
        made += [text[:1] + chr(code) + text[1:] for code in range(1, 256)]
        made += [text + chr(code) for code in range(1, 256)]
    return [text for text in dict.fromkeys([*known, *made]) if "\0" not in text]


@pytest.mark.parametrize("kind", FORMS)
def test_both_take_the_same(kind: str) -> None:
    given = texts(kind)
    with database() as url:
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT array_agg(given ~ %s ORDER BY place) "
                    "FROM unnest(%s) WITH ORDINALITY AS every (given, place)",
                    [FORMS[kind].pattern, given],
                )
                (answers,) = cursor.fetchone()
        finally:
            connection.close()
    differing = [
        text
        for text, taken in zip(given, answers, strict=True)
        if taken is not FORMS[kind].takes(text)
    ]
    assert differing == []
    assert 50 < sum(answers) < len(given) - 50


@pytest.mark.parametrize("kind", FORMS)
def test_form(kind: str) -> None:
    form = FORMS[kind]
    assert all(map(form.takes, [form.example, *accepted_texts(kind)]))
    assert not any(map(form.takes, refused_texts(kind)))
    assert not form.takes(f"{form.example}\n")
    with warnings.catch_warnings(action="error"):
        re.purge()
        re.compile(form.pattern)


@pytest.mark.parametrize("kind", FORMS)
def test_hostile_texts_take_no_time(kind: str) -> None:
    for text in HOSTILE[kind]:
        for each in (text, text + " "):
            start = time.process_time()
            FORMS[kind].takes(each[: FORMS[kind].longest])
            assert time.process_time() - start < 0.5, each[:20]
