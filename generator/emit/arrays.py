"""What the emitted tests try of arrays, made of what they try of one element."""

from collections.abc import Iterator, Sequence

from generator.model.fields import Field, Scalar


def variants(field: Field, elements: Sequence[Scalar]) -> Iterator[tuple[Scalar, ...]]:
    """Arrays of these elements: none, one, several, one twice."""
    least = int(field.minimum or 0)
    yield ()
    for number in range(len(elements)):
        yield tuple(elements[number : number + 1]) * max(1, least)
    yield tuple(elements[:2]) * max(1, least)
    yield tuple(reversed(elements[:3])) * max(1, least)
    yield (*elements[1:2], *elements[:1], *elements[1:2]) * max(1, least)


def accepted(field: Field, elements: Sequence[str]) -> Iterator[str]:
    """Expressions of arrays that are just legal, of legal elements."""
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    if least == 0:
        yield "[]"
    if most > 0 and elements:
        yield from (_of(element, max(1, least)) for element in elements)
        yield _of(elements[0], most)


def refused(field: Field, good: Sequence[str], bad: Sequence[str]) -> Iterator[str]:
    """Expressions of what is no array, of arrays of a wrong length, and of those with a bad one."""
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    yield from ("5", "{}", '"[]"')
    if good:
        yield good[0]
        yield f"[[{good[0]}]]"
        yield _of(good[0], most + 1)
        if least:
            yield _of(good[0], least - 1)
    if most > 0:
        yield from (_of(element, max(1, least)) for element in bad)


def _of(element: str, count: int) -> str:
    """An array of one element, some times."""
    if count == 0:
        return "[]"
    return f"[{element}]" if count == 1 else f"[{element}] * {count}"
