"""The words about the API as a whole, and about who calls it."""

from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter
from pydantic import Field as Key

from generator.language.paths import Prefix, UserPath
from generator.language.shape import Shape, one_of
from generator.language.style import ApiStyle
from generator.language.words import (
    ABOUT_CONSENT,
    Claims,
    Consent,
    Description,
    ForeignStatus,
    Jwt,
    Name,
    Origins,
    Users,
    ValidationStatus,
)


class Errors(Shape):
    """Which status an error has."""

    noun = "the errors"

    validation: Annotated[ValidationStatus, one_of(ValidationStatus, "status")] = Key(
        default=422, description="Status of a request that breaks a rule of a field."
    )
    foreign: Annotated[ForeignStatus, one_of(ForeignStatus, "status")] = Key(
        default=404,
        description="Status of a row that is another owner's; 404 doesn't tell that it exists.",
    )


class Api(Shape):
    """The API as a whole."""

    noun = "the api"

    title: str = Key(
        min_length=1,
        max_length=100,
        description="Name of the API, shown in its documentation.",
        examples=["Task API"],
    )
    version: str = Key(
        min_length=1,
        max_length=100,
        description="Version of the API, as text.",
        examples=["1.0.0"],
    )
    description: Description | None = Key(default=None, description="What the API is for.")
    prefix: Prefix = Key(default="/api", description="Path that all routes start with.")
    cors: Origins = Key(
        default=(),
        description="Origins of the browsers that may call the API.",
        examples=[["http://localhost:3000"]],
    )
    user_path: UserPath = Key(
        default=None,
        description="Whether paths carry the caller's id: true is /{user_id}, or write the path.",
        examples=["/users/{id}"],
    )
    errors: Errors = Key(default=Errors(), description="Statuses of errors.")
    style: ApiStyle = Key(default=ApiStyle(), description="How the API looks to its clients.")
    consent: Consent = Key(
        default=(), description=ABOUT_CONSENT, examples=[["remove_resource Note"]]
    )


class UsersTable(Shape):
    """A table of users that another system keeps."""

    noun = "a table of users"
    sample = "{table: user}"

    table: Name = Key(description="The table; migrations never touch it.", examples=["user"])
    key: Name = Key(default="id", description="Its key, which tokens name their user by.")


def _users(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict):
        return UsersTable.model_validate(value)
    return _USERS.validate_python(value)


_USERS: TypeAdapter[Users] = TypeAdapter(Annotated[Users, one_of(Users, "kind of users")])


class Auth(Shape):
    """How callers are known."""

    noun = "auth"

    jwt: Annotated[Jwt, one_of(Jwt, "kind of token")] = Key(
        default="secret",
        description="How tokens are verified: with a shared secret, or with the issuer's keys.",
    )
    user: Claims = Key(
        default=("sub",), description="Claim that identifies the caller; a list is tried in order."
    )
    roles: Claims = Key(
        default=("roles", "role"),
        description="Claim that holds the caller's roles: a list, or words with commas between.",
    )
    users: Annotated[Users | UsersTable, BeforeValidator(_users)] = Key(
        default="none",
        description="'provision' keeps a table of callers, {table: user} refers to one that "
        "another system keeps, 'none' keeps only their ids.",
    )
