"""The files of an application, as a table: a template, a path, and whose the file is."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.emit.manifest import Owner
from generator.model.app import App
from generator.model.circles import refuses_circles
from generator.model.resource import Resource


def _always(app: App) -> bool:
    return True


def _with_users(app: App) -> bool:
    return app.users is not None


def _with_foreign_users(app: App) -> bool:
    return app.foreign_users is not None


def _with_secret(app: App) -> bool:
    return app.jwt == "secret"


def _with_jwks(app: App) -> bool:
    return app.jwt == "jwks"


def _with_own_paths(app: App) -> bool:
    return app.user_path is not None


def _announcing(app: App) -> bool:
    return app.announces


def _guarding(app: App) -> bool:
    return app.guards


def _with_uniques(app: App) -> bool:
    return bool(app.uniques)


def _making_slugs(app: App) -> bool:
    return app.makes_slugs


def _referring(app: App) -> bool:
    return app.refers


def _looking_across(app: App) -> bool:
    return app.looks_across


def _counting(app: App) -> bool:
    return app.counts


def _linking(app: App) -> bool:
    return app.links


def _nesting_lists(app: App) -> bool:
    return app.nests_lists or app.creates_by_lookup


def _expanding(app: App) -> bool:
    return app.expands


def _telling_stats(app: App) -> bool:
    return app.tells_stats


def _with_json(app: App) -> bool:
    return app.holds_json


def _following(app: App) -> bool:
    return app.follows


def _running(app: App) -> bool:
    return app.runs


def _hooking(app: App) -> bool:
    return bool(app.hooks)


def _calling(app: App) -> bool:
    return bool(app.functions)


def _of_each(resource: Resource) -> bool:
    return True


def _of_forms(resource: Resource) -> bool:
    return bool(resource.answer_classes)


def _filling_in(app: App) -> bool:
    return app.fills_in


def _marking(app: App) -> bool:
    return app.marks


def _of_several(resource: Resource) -> bool:
    return resource.served and not resource.single


def _of_one(resource: Resource) -> bool:
    return resource.served and resource.single


def _served(resource: Resource) -> bool:
    return resource.served


def _unserved(resource: Resource) -> bool:
    return not resource.served


def _of_attaching(resource: Resource) -> bool:
    return bool(resource.attached)


def _of_nesting(resource: Resource) -> bool:
    return bool(resource.nests)


def _of_linking(resource: Resource) -> bool:
    return bool(resource.links)


def _of_expanding(resource: Resource) -> bool:
    return bool(resource.expansions)


def _of_announcing(resource: Resource) -> bool:
    return resource.announces


@dataclass(frozen=True, slots=True)
class File:
    """A file of the application, or one of each resource."""

    template: str
    # The path below the output folder; `{folder}` is a resource's.
    path: str
    owner: Owner = "generated"
    # Whether the application has it.
    when: Callable[[App], bool] = _always
    # Whether a resource has it.
    of: Callable[[Resource], bool] = _of_each


CORE = tuple(
    File(f"core/{name}.py.jinja", f"{name}.py")
    for name in (
        "__init__",
        "__main__",
        "api",
        "auth",
        "bodies",
        "database",
        "direct",
        "direct_routes",
        "dispatch",
        "docs",
        "embedded",
        "errors",
        "fields",
        "loaded",
        "main",
        "middleware",
        "paging",
        "responses",
        "seed",
        "server",
        "settings",
        "sorting",
        "statements",
        "system",
        "workers",
    )
)

APP_FILES = (
    *CORE,
    File("core/across.py.jinja", "across.py", when=_looking_across),
    File("core/circles.py.jinja", "circles.py", when=refuses_circles),
    File("core/deprecation.py.jinja", "deprecation.py", when=_announcing),
    File("core/following.py.jinja", "following.py", when=_following),
    File("core/own_paths.py.jinja", "own_paths.py", when=_with_own_paths),
    File("core/references.py.jinja", "references.py", when=_referring),
    File("core/attached.py.jinja", "attached.py", when=_counting),
    File("core/links.py.jinja", "links.py", when=_linking),
    File("core/expanded.py.jinja", "expanded.py", when=_expanding),
    File("core/own_rows.py.jinja", "own_rows.py", when=_filling_in),
    File("core/marks.py.jinja", "marks.py", when=_marking),
    File("core/nested.py.jinja", "nested.py", when=_nesting_lists),
    File("core/stats.py.jinja", "stats.py", when=_telling_stats),
    File("core/transitions.py.jinja", "transitions.py", when=_guarding),
    File("core/json_fields.py.jinja", "json_fields.py", when=_with_json),
    File("core/functions.py.jinja", "functions.py", when=_calling),
    File("core/runs.py.jinja", "runs.py", when=_running),
    File("core/hooks.py.jinja", "hooks.py", when=_hooking),
    File("core/slugs.py.jinja", "slugs.py", when=_making_slugs),
    File("core/uniques.py.jinja", "uniques.py", when=_with_uniques),
    File("core/tokens_secret.py.jinja", "tokens.py", when=_with_secret),
    File("core/tokens_jwks.py.jinja", "tokens.py", when=_with_jwks),
    File("core/keys.py.jinja", "keys.py", when=_with_jwks),
    File("core/users.py.jinja", "users.py", when=_with_users),
    File("core/users_table.py.jinja", "users.py", when=_with_foreign_users),
    File("core/resources.py.jinja", "resources/__init__.py"),
    File("core/env.example.jinja", ".env.example"),
    File("core/requirements.txt.jinja", "requirements.txt"),
    File("core/readme.md.jinja", "README.md"),
    File("custom/__init__.py.jinja", "custom/__init__.py", owner="yours"),
    File("custom/summary.py.jinja", "custom/summary.py", owner="yours"),
    File("custom/tests.py.jinja", "custom/tests/__init__.py", owner="yours"),
    File("custom/test_summary.py.jinja", "custom/tests/test_summary.py", owner="yours"),
    File("migrations/__init__.py.jinja", "migrations/__init__.py"),
    File("migrations/env.py.jinja", "migrations/env.py"),
    File("migrations/history.py.jinja", "migrations/history.py"),
    File("migrations/locks.py.jinja", "migrations/locks.py"),
    File("migrations/runner.py.jinja", "migrations/runner.py"),
    File("migrations/verify.py.jinja", "migrations/verify.py"),
    File("migrations/others.py.jinja", "migrations/others.py"),
    File("migrations/versions.py.jinja", "migrations/versions/__init__.py"),
    File("tests/__init__.py.jinja", "tests/__init__.py"),
    File("tests/conftest.py.jinja", "conftest.py"),
    File("tests/support.py.jinja", "tests/support.py"),
    File("tests/parents.py.jinja", "tests/parents.py", when=_referring),
    File("tests/contract.py.jinja", "tests/contract.py"),
    File("tests/sessions.py.jinja", "tests/sessions.py"),
    File("tests/test_api.py.jinja", "tests/test_api.py"),
    # Not `test_migrations.py`: that is the test of a resource of this name.
    File("tests/test_migration.py.jinja", "tests/test_migration.py"),
    # Not `test_tokens.py` and `test_users.py`: those are the tests of resources of these names.
    File("tests/test_token_secret.py.jinja", "tests/test_token.py", when=_with_secret),
    File("tests/test_token_jwks.py.jinja", "tests/test_token.py", when=_with_jwks),
    File("tests/issuer.py.jinja", "tests/issuer.py", when=_with_jwks),
    File("tests/test_user_table.py.jinja", "tests/test_user_table.py", when=_with_foreign_users),
)

# The files of the user's own that the spec names functions of.
FUNCTIONS = File("custom/functions.py.jinja", "custom/{module}.py", owner="yours")

RESOURCE_FILES = (
    File("resource/__init__.py.jinja", "resources/{folder}/__init__.py"),
    File("resource/answers.py.jinja", "resources/{folder}/answers.py", of=_of_forms),
    File("resource/attached.py.jinja", "resources/{folder}/attached.py", of=_of_attaching),
    File("resource/deprecated.py.jinja", "resources/{folder}/deprecated.py", of=_of_announcing),
    File("resource/links.py.jinja", "resources/{folder}/links.py", of=_of_linking),
    File("resource/expanded.py.jinja", "resources/{folder}/expanded.py", of=_of_expanding),
    File("resource/models.py.jinja", "resources/{folder}/models.py"),
    File("resource/nested.py.jinja", "resources/{folder}/nested.py", of=_of_nesting),
    File("resource/policy.py.jinja", "resources/{folder}/policy.py"),
    File("resource/queries.py.jinja", "resources/{folder}/queries.py", of=_served),
    File("resource/router.py.jinja", "resources/{folder}/router.py", of=_served),
    File("tests/test_resource.py.jinja", "tests/test_{folder}.py", of=_of_several),
    File("tests/test_single.py.jinja", "tests/test_{folder}.py", of=_of_one),
    File("tests/test_unserved.py.jinja", "tests/test_{folder}.py", of=_unserved),
)
