"""Which names are new names of something that was there."""

from collections.abc import Collection, Mapping


def renamed(old: Collection[str], new: Mapping[str, str | None]) -> dict[str, str]:
    """Old names to new ones, of things that were there and are called something else now.

    `new` says of each name that is there what it was before. What it says is over once the old
    name is gone, or is a name of today: of something that has not just got it.
    """
    found = {was: name for name, was in new.items() if was is not None and was in old}
    while over := [was for was in found if was in new and new[was] not in found]:
        for was in over:
            del found[was]
    return found


def free_renames(old: Collection[str], new: Mapping[str, str | None]) -> dict[str, str]:
    """Those that can be done: the new name belongs to nothing that is to go."""
    found = renamed(old, new)
    busy = taken(old, found)
    return {was: name for was, name in found.items() if was not in busy}


def called(old: Collection[str], renames: Mapping[str, str]) -> dict[str, str]:
    """What everything that was there is called now; what has lost its name is called by none."""
    lost = set(renames.values()) - renames.keys()
    return {name: renames.get(name, f"{name} before" if name in lost else name) for name in old}


def taken(old: Collection[str], renames: Mapping[str, str]) -> dict[str, str]:
    """Those whose new name belongs to something that was there, and is to go."""
    return {was: name for was, name in renames.items() if name in old and name not in renames}
