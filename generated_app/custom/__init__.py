"""Your own code: written once, and never touched by the generator again."""

from fastapi import FastAPI

from . import summary


def install(app: FastAPI) -> None:
    """Add your routes, and whatever else the application needs.

    They come before the generated ones, so a route of yours at the same address replaces one.
    """
    app.include_router(summary.router)
