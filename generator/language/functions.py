"""Functions of the user's own: how the spec names them, and what they may stand around."""

import re
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, ConfigDict, model_validator
from pydantic import Field as Key

from generator.language.shape import Shape, refuse

FUNCTION = r"custom\.[a-z][a-z0-9_]*:[a-z][a-z0-9_]*"


def _function(value: str) -> str:
    if not re.fullmatch(FUNCTION, value):
        raise refuse(
            "E115", "must be a function in a file of custom/", "for example custom.tasks:archive"
        )
    return value


Function: TypeAlias = Annotated[
    str,
    Key(max_length=100, json_schema_extra={"pattern": f"^{FUNCTION}$"}),
    AfterValidator(_function),
]

HookName = Literal["before_create", "before_update", "before_delete", "after_commit"]
HOOKS: tuple[HookName, ...] = get_args(HookName)


class Hooks(Shape):
    """Functions of the user's own that are called around what the routes write."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [word]} for word in HOOKS]})
    noun = "hooks"
    sample = "{before_create: custom.tasks:normalise}"

    before_create: Function | None = Key(
        default=None,
        description="Before a row is created: may change what was sent, or refuse it.",
        examples=["custom.tasks:normalise"],
    )
    before_update: Function | None = Key(
        default=None,
        description="Before PUT and PATCH change a row: may change what was sent, or refuse it.",
        examples=["custom.tasks:normalise_changes"],
    )
    before_delete: Function | None = Key(
        default=None,
        description="Before a row is deleted: may refuse it.",
        examples=["custom.tasks:may_go"],
    )
    after_commit: Function | None = Key(
        default=None,
        description="After a row was created, changed or deleted, actions included, once that is "
        "committed: at most once, behind the answer.",
        examples=["custom.tasks:tell"],
    )

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if all(getattr(self, word) is None for word in HOOKS):
            raise refuse(
                "E112",
                "missing 'before_create', 'before_update', 'before_delete' or 'after_commit' in "
                "hooks",
                "say what is called when",
            )
        return self
