"""Serving the application with uvicorn."""

import logging.config
import socket

import uvicorn

from . import migrations
from .settings import Settings, SettingsError

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {"alembic": {"level": "WARNING"}},
}


def run(settings: Settings, host: str, port: int, root_path: str, workers: int) -> None:
    """Serve until stopped; the embedded database is brought up to date first."""
    settings.check()
    logging.config.dictConfig(LOGGING)
    _check_free(host, port)
    with migrations.prepared(settings):
        if workers > 1:
            from .workers import share_connections

            share_connections(settings, workers)
        _serve(settings, host, port, root_path, workers)


def _check_free(host: str, port: int) -> None:
    """Say at once that a port is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"Port {port} of {host} can't be used: {error.strerror}.") from None


def _serve(settings: Settings, host: str, port: int, root_path: str, workers: int) -> None:
    shown = "127.0.0.1" if host == "0.0.0.0" else host
    print(f"API docs: http://{shown}:{port}/docs", flush=True)
    if settings.development:
        print(f"Token:    python -m {__package__} token alice", flush=True)
    uvicorn.run(
        f"{__package__}.loaded:app",
        host=host,
        port=port,
        root_path=root_path,
        workers=workers,
        log_config=LOGGING,
        access_log=False,
        server_header=False,
    )
