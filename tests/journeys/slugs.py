"""Slugs of random resources: made of a text, and often what stands in the paths of rows.

A spec of these tests keeps the slug of a resource apart from its other fields; its values are the
server's business, in rows that were there before it, too.
"""

import random
import re
from collections.abc import Callable, Iterator

from tests.journeys.kinds import TEXTS, Data, base

NAMES = ("slug", "handle", "short_name")
FORM = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def merged(data: Data) -> None:
    """Makes fields of the slugs, as the spec is written."""
    for made in data["resources"].values():
        slug = made.pop("slug", None)
        if slug is not None:
            # One for all, where everybody reads the rows.
            unique = True if "access" in made else "per_owner"
            given = {"type": "string", "format": "slug", "max": slug["max"], "unique": unique}
            given |= {word: slug[word] for word in ("from", "was", "consent") if word in slug}
            made["fields"][slug["name"]] = given
            if slug["lookup"]:
                made["lookup"] = slug["name"]


def name_of(made: Data) -> str | None:
    """The slug of a resource."""
    return str(made["slug"]["name"]) if "slug" in made else None


def key_of(made: Data) -> str:
    """The field that the paths of rows have."""
    return str(made["slug"]["name"]) if made.get("slug", {}).get("lookup") else "id"


def old_name(made: Data, there: Data | None) -> str | None:
    """What a slug was called, None if it is new."""
    old = made["slug"].get("was", made["slug"]["name"])
    return old if there is not None and name_of(there) == old else None


def _texts(made: Data) -> Iterator[str]:
    for name, given in made["fields"].items():
        if base(given) in TEXTS and "access" not in given:
            yield name


def give(rng: random.Random, made: Data) -> None:
    """A slug, if there is a text to make it of."""
    texts = [*_texts(made)]
    creates = "create" in made.get("routes", ("create",))
    if texts and creates and "slug" not in made:
        made["slug"] = {
            "name": rng.choice(NAMES), "max": rng.choice((20, 40, 80)), "from": rng.choice(texts),
            "lookup": rng.random() < 0.7,
        }  # fmt: skip


def tidy(made: Data) -> None:
    """Makes a slug of another text if it can't be made of the old one, or takes it out."""
    if "slug" in made:
        texts = [*_texts(made)]
        if not texts:
            del made["slug"]
        elif made["slug"]["from"] not in texts:
            made["slug"]["from"] = texts[0]


def renamed(made: Data, now: Callable[[str], str]) -> None:
    """Follows the text to its new name."""
    if "slug" in made:
        made["slug"]["from"] = now(made["slug"]["from"])


# Edits


def _able(rng: random.Random, after: Data) -> Data:
    found: list[Data] = [made for made in after["resources"].values() if "slug" in made]
    return rng.choice(found)


def add_slug(rng: random.Random, after: Data, before: Data) -> None:
    """Rows that are there get one of their own."""
    name = rng.choice([n for n, made in after["resources"].items() if "slug" not in made])
    made = after["resources"][name]
    if name_of(before["resources"].get(made.get("was", name), {})) is None:
        give(rng, made)


def remove_slug(rng: random.Random, after: Data, before: Data) -> None:
    del _able(rng, after)["slug"]


def rename_slug(rng: random.Random, after: Data, before: Data) -> None:
    name = rng.choice([n for n, made in after["resources"].items() if "slug" in made])
    made = after["resources"][name]
    there, slug = before["resources"].get(made.get("was", name), {}), made["slug"]
    old = slug["name"]
    slug["name"] = rng.choice([free for free in NAMES if free not in (old, slug.get("was"))])
    if name_of(there) == old:
        slug["was"] = old


def change_slug(rng: random.Random, after: Data, before: Data) -> None:
    """Made of another text, or with another part in the paths of rows."""
    made = _able(rng, after)
    if rng.random() < 0.5:
        made["slug"]["lookup"] = not made["slug"]["lookup"]
    else:
        made["slug"]["from"] = rng.choice([*_texts(made)])


EDITS = (add_slug, add_slug, remove_slug, rename_slug, change_slug)
