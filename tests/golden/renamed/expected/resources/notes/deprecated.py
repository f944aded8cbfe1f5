"""Notes: what will go away, and when."""

from datetime import date

from ...deprecation import AnnouncingRoute, Deprecation, Deprecations


class Route(AnnouncingRoute):
    """A route of notes."""

    deprecations = Deprecations(
        operations={
            "close_note": Deprecation(date(2026, 11, 21), use="PATCH with `done`"),
        },
        parameters={
            "done": Deprecation(date(2026, 11, 21)),
            "headline": Deprecation(date(2026, 11, 21), date(2027, 6, 30)),
        },
        fields={
            "note": Deprecation(date(2026, 11, 21), date(2027, 6, 30)),
            "headline": Deprecation(date(2026, 11, 21), date(2027, 6, 30)),
        },
    )


class OldRoute(Route):
    """The same at the old path, `/api/memos`."""

    deprecations = Route.deprecations.and_always(
        Deprecation(date(2026, 11, 21), date(2027, 6, 30), use="`/api/notes`")
    )
