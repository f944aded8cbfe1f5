"""The application as `serve` has it: what is loaded stays, and garbage is not looked for in it."""

import gc

from starlette.types import ASGIApp


def _load() -> ASGIApp:
    gc.disable()
    from .main import app

    # With hundreds of resources these are millions of objects.
    gc.freeze()
    gc.enable()
    return app


app = _load()
