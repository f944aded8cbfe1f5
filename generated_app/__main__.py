"""The command line of the application."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from alembic.util import CommandError
from httpx import HTTPStatusError
from sqlalchemy.exc import OperationalError

from . import embedded
from .settings import Settings, SettingsError, get_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is said in a sentence."""
    options = _parser().parse_args(arguments)
    try:
        options.run(get_settings(), options)
    except (SettingsError, embedded.EmbeddedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"error: the database can't be reached: {error.orig}", file=sys.stderr)
        return 1
    except (CommandError, HTTPStatusError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000, choices=range(65536), metavar="PORT")
    serve.add_argument("--root-path", default="", help="the prefix that a proxy strips")
    serve.set_defaults(run=_serve)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(run=_migrate)

    token = commands.add_parser("token", help="print a token, in development")
    token.add_argument("user", help="the id of the user")
    token.add_argument("--days", type=int, default=7, help="how long it is valid")
    token.set_defaults(run=_token)

    seed = commands.add_parser("seed", help="add example rows, in development")
    seed.add_argument("user", help="the id of the user who gets them")
    seed.set_defaults(run=_seed)

    reset = commands.add_parser("reset", help="empty the embedded database")
    reset.set_defaults(run=_reset)
    return parser


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    from . import server

    server.run(settings, options.host, options.port, options.root_path)


def _migrate(settings: Settings, options: argparse.Namespace) -> None:
    from . import migrations
    from .database import address

    with address(settings) as url:
        migrations.upgrade(url)
    print("the database is up to date")


def _token(settings: Settings, options: argparse.Namespace) -> None:
    from .tokens import make_token

    _only_in_development(settings)
    print(make_token(settings.secret(), options.user, days=options.days))


def _seed(settings: Settings, options: argparse.Namespace) -> None:
    from . import migrations, seed

    _only_in_development(settings)
    with migrations.prepared(settings):
        count = asyncio.run(seed.add_examples(settings, options.user))
    print(f"added {count} rows for {options.user}")


def _reset(settings: Settings, options: argparse.Namespace) -> None:
    _only_in_development(settings)
    if settings.configured_database() is not None:
        raise SettingsError(
            "DATABASE_URL names a database of your own: `reset` empties the embedded one only."
        )
    embedded.erase(settings.embedded_data)
    print("the embedded database is empty")


def _only_in_development(settings: Settings) -> None:
    if not settings.development:
        raise SettingsError("This works with APP_ENV=development only.")


if __name__ == "__main__":
    sys.exit(main())
