"""From the model to the text of every file: pure, and the same on every machine."""

import json
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from generator.emit import (
    attached,
    computed,
    descriptions,
    envelopes,
    expansions,
    following,
    functions,
    limits,
    links,
    nested,
    python,
    stats,
    tests,
)
from generator.emit.compiled import kept_compiled
from generator.emit.files import APP_FILES, FUNCTIONS, RESOURCE_FILES
from generator.emit.openapi import document
from generator.emit.output import Emitted
from generator.model.app import App


def render(app: App, package: str) -> dict[str, Emitted]:
    """Every file of the application by its path, not yet formatted."""
    environment = _environment()
    files = {}
    for file in APP_FILES:
        if file.when(app):
            template = environment.get_template(file.template)
            files[file.path] = Emitted(template.render(app=app, package=package), file.owner)
    for file in RESOURCE_FILES:
        template = environment.get_template(file.template)
        for resource in filter(file.of, app.resources):
            path = file.path.format(folder=resource.folder)
            files[path] = Emitted(template.render(app=app, resource=resource), file.owner)
    template = environment.get_template(FUNCTIONS.template)
    for module in dict.fromkeys(function.module for function in app.functions):
        path = FUNCTIONS.path.format(module=module)
        files[path] = Emitted(template.render(app=app, module=module), FUNCTIONS.owner)
    files["openapi.json"] = Emitted(_json(document(app)), "generated")
    return files


def render_one(template: str, **values: object) -> str:
    """A file that is not of the table: a revision of the database, the changelog."""
    return _environment().get_template(template).render(**values)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@cache
def _environment() -> Environment:
    """Made once: it keeps the templates that it has compiled."""
    environment = Environment(
        loader=PackageLoader("generator.emit"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        bytecode_cache=kept_compiled(),
        # Templates don't change while a process runs.
        auto_reload=False,
    )
    environment.globals["limits"] = limits
    environment.globals["descriptions"] = descriptions
    environment.globals["EXPAND"] = expansions.EXPAND
    for part in (
        attached,
        computed,
        descriptions,
        envelopes,
        expansions,
        following,
        functions,
        links,
        nested,
        python,
        stats,
        tests,
    ):
        environment.filters.update(part.FILTERS)
    return environment
