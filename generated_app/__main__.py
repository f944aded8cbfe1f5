"""The command line of the application."""

import argparse
import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from httpx import HTTPStatusError
from sqlalchemy.exc import OperationalError

from . import embedded
from .migrations.history import History, MigrationError, Revision
from .settings import Settings, SettingsError, get_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is said in a sentence."""
    options = _parser().parse_args(arguments)
    try:
        options.run(get_settings(), options)
    except (SettingsError, embedded.EmbeddedError, MigrationError, HTTPStatusError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"error: the database can't be reached: {error.orig}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: what is done stays, and running it again goes on", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000, choices=range(65536), metavar="PORT")
    serve.add_argument("--root-path", default="", help="the prefix that a proxy strips")
    serve.add_argument(
        "--workers",
        type=int,
        default=1,
        choices=range(1, 65),
        metavar="N",
        help="how many processes",
    )
    serve.set_defaults(run=_serve)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.add_argument(
        "--expand",
        action="store_true",
        help="stop before what the version of the application before this one can't work on",
    )
    migrate.set_defaults(run=_migrate)

    revisions = commands.add_parser("revisions", help="list the revisions of the database")
    revisions.set_defaults(run=_revisions)

    downgrade = commands.add_parser("downgrade", help="undo revisions, and lose what they added")
    downgrade.add_argument("revision", help="the last to keep, or how its id begins; or base")
    downgrade.add_argument("--force", action="store_true", help="base, outside of development too")
    downgrade.set_defaults(run=_downgrade)

    verify = commands.add_parser("verify", help="prove that the revisions lead to the models")
    verify.set_defaults(run=_verify)

    psql = commands.add_parser("psql", help="open the database in psql")
    psql.add_argument("-c", dest="command", metavar="SQL", help="run this, and nothing else")
    psql.set_defaults(run=_psql)

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

    server.run(settings, options.host, options.port, options.root_path, options.workers)


def _migrate(settings: Settings, options: argparse.Namespace) -> None:
    from .migrations import runner

    with _direct_address(settings) as url:
        left = runner.upgrade(url, expand=options.expand, say=_say)
    if not left:
        _say("the database is up to date")
        return
    _say("left, since the version of the application before this one can't work on it:")
    for revision in left:
        _say(f"  {_line(revision)}")
    _say(f"when no process of that version runs any more: python -m {__package__} migrate")
    needed = [revision.id for revision in left if revision.part == "expand"]
    if needed:
        raise MigrationError(
            f"this version can't serve without {needed[-1]}, which is among what is left: deploy "
            "a version in between first, or stop the application and run migrate without --expand."
        )


def _psql(settings: Settings, options: argparse.Namespace) -> None:
    from .database import address, for_psycopg2

    program = shutil.which("psql") or embedded.psql()
    command = [] if options.command is None else ["-c", options.command]
    with address(settings) as url:
        done = subprocess.run([program, "-v", "ON_ERROR_STOP=1", for_psycopg2(url), *command])
    if done.returncode:
        raise SettingsError(f"psql ended with {done.returncode}.")


def _revisions(settings: Settings, options: argparse.Namespace) -> None:
    from .database import address
    from .migrations import runner

    with address(settings) as url:
        applied = runner.applied(url)
    for place, revision in enumerate(History.read().revisions):
        _say(f"{'applied' if place < applied else 'pending'}  {_line(revision)}")


def _downgrade(settings: Settings, options: argparse.Namespace) -> None:
    from .migrations import runner

    if options.revision == "base" and not (settings.development or options.force):
        raise SettingsError(
            "`downgrade base` drops every table with all that is in them: with "
            "APP_ENV=development it does so at once, anywhere else with --force."
        )
    with _direct_address(settings) as url:
        if not runner.downgrade(url, options.revision, say=_say):
            _say("nothing to undo")


def _verify(settings: Settings, options: argparse.Namespace) -> None:
    from .migrations import verify

    # Where the tests have theirs: the configured database is never looked at.
    with embedded.start(settings.embedded_data / "test", fast=True) as server:
        found, own = verify.differences(server.url("postgres"))
    for index in own:
        _say(f"index {index} is in the migrations only: it stays your own")
    if found:
        listed = "\n".join(f"  {difference}" for difference in found)
        raise MigrationError(f"the revisions don't lead to the models and back:\n{listed}")
    _say("the revisions lead to the models and back")


@contextmanager
def _direct_address(settings: Settings) -> Iterator[str]:
    """The address of the database, if migrations can go there."""
    from .database import address, is_pooled

    with address(settings) as url:
        if is_pooled(settings, url):
            raise SettingsError(
                "Migrations need a session of their own, which a pooler doesn't give: for this "
                "command set DATABASE_URL to the direct address of the database (Neon's has no "
                "`-pooler`), or DATABASE_POOLED=false if this one leads to it."
            )
        yield url


def _say(line: str) -> None:
    print(line, flush=True)


def _line(revision: Revision) -> str:
    return f"{revision.part:8}  {revision.id}  {revision.purpose}"


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
