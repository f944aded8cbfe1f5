"""The pass over access: whose rows they are. A resource that doesn't say is refused."""

from collections.abc import Mapping

from generator.language import spec
from generator.language.api import UsersTable as DeclaredUsersTable
from generator.language.style import Case
from generator.model import names
from generator.model.app import UsersTable
from generator.model.fields import Field
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.references import Targets
from generator.model.resolve.report import Report
from generator.model.resolve.through import resolve_through
from generator.model.resource import Owner

MAX_USER_ID = 255
# What these claims say is never who somebody is.
OTHER_CLAIMS = frozenset({"aud", "exp", "iat", "iss", "jti", "nbf"})


def resolve_owner(
    name: str,
    resource: spec.Resource,
    fields: Mapping[str, Field],
    targets: Targets,
    *,
    users: bool,
    report: Report,
) -> Owner:
    """The column that tells the owner of a row."""
    if resource.through is not None:
        return resolve_through(name, resource, resource.through, targets, report)
    column = resource.owner_column
    if column is None:
        report.error(
            "E501",
            "nobody may see these rows: the resource has no owner",
            hint="add 'owner: user_id', and each caller sees their own rows",
            of="key",
        )
        return Owner(names.Column("user_id"), None)
    place = report.at("owner")
    if not names.FIELD_PATTERN.fullmatch(column) or len(column) > names.MAX_NAME:
        place.error(
            "E202",
            f"'{column}' can't be the name of a column",
            hint="lower case words joined by single underscores, at most 40 characters",
        )
    elif column in names.RESERVED_FIELDS:
        place.error("E203", f"the name '{column}' is taken", hint="another name, such as user_id")
    elif column in fields:
        report.at("fields", column).error(
            "E502",
            f"'{column}' is the owner, which makes the column by itself",
            hint="remove the field",
            of="key",
        )
    relation = column.removesuffix("_id")
    if relation == column or relation in names.RESERVED_FIELDS:
        relation = f"{column}_user"
    if users and relation in fields:
        report.at("fields", relation).error(
            "E204",
            f"'{relation}' is the name of the owner's own row in Python",
            hint="another name for the field or for the owner",
            of="key",
        )
    return Owner(names.Column(column), names.Column(relation) if users else None)


def owner_field(resource: str, owner: Owner, case: Case) -> Field:
    """The owner's column as a field: clients read it and never write it."""
    return Field(
        name=owner.column,
        type="string",
        description="The user whose row this is.",
        example=None,
        nullable=False,
        required=False,
        default=None,
        writable=False,
        stamp=None,
        minimum=None,
        maximum=MAX_USER_ID,
        pattern=None,
        trim=False,
        precision=None,
        scale=None,
        members=(),
        value_class=names.class_of(resource, owner.column),
        alias=None,
        deprecation=None,
        json_name=resolve_json_name(owner.column, None, case),
    )


def resolve_users_table(declared: str | DeclaredUsersTable, report: Report) -> UsersTable | None:
    """The table of users that another system keeps, if the spec names one."""
    if isinstance(declared, str):
        return None
    schema, _, table = declared.table.rpartition(".")
    for word, name in (("table", table), ("table", schema or table), ("key", declared.key)):
        if not names.SQL_PATTERN.fullmatch(name) or len(name) > names.MAX_IDENTIFIER:
            report.at(word).error(
                "E202",
                f"'{name}' can't be the name of a table or a column here",
                hint="letters, digits and underscores; a schema may stand before the table",
            )
            break
    return UsersTable(schema or None, table, declared.key)


def check_claims(claims: tuple[str, ...], report: Report) -> None:
    """The caller is named by a claim that says who they are."""
    for claim in claims:
        if claim in OTHER_CLAIMS:
            report.error("E507", f"the claim '{claim}' doesn't say who a user is", hint="sub")
