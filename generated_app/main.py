"""The application: what is served, and what stands around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from . import api, custom, docs, errors, system
from .auth import Authenticator
from .database import database
from .direct import short_way
from .dispatch import Resources, allowed_methods
from .middleware import Cors, Envelope
from .migrations.history import History
from .resources import ROUTERS
from .settings import Settings, get_settings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start with everything that a request needs, or not at all."""
    settings: Settings = app.state.settings
    settings.check()
    app.state.outdated = History.read().outdated()
    app.state.authenticator = Authenticator(settings)
    try:
        async with database(settings) as opened:
            app.state.database = opened
            yield
    finally:
        await app.state.authenticator.close()


def create_app(settings: Settings) -> FastAPI:
    """The FastAPI application: your own routes first, so that they may replace generated ones."""
    app = FastAPI(
        title=api.TITLE,
        version=api.VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    errors.install(app, allowed_methods=allowed_methods)
    custom.install(app)
    docs.install(app, custom_routes=list(app.routes))
    app.include_router(system.router)
    app.router.routes.append(Resources(api.PREFIX, {"me": system.me_router, **ROUTERS}))
    return app


def around(app: FastAPI) -> ASGIApp:
    """The application as it is served, with all that wraps it from outside."""
    settings: Settings = app.state.settings
    enveloped = Envelope(
        short_way(app) if settings.direct else app,
        timeout=settings.request_timeout,
        max_body=settings.max_body_bytes,
        log=settings.access_log,
    )
    return Cors(
        enveloped,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
        expose_headers=["Link", "Location", "Retry-After", "X-Request-ID", "X-Total-Count"],
        max_age=600,
    )


app = around(create_app(get_settings()))
