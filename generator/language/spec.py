"""The words of the spec language about resources, and the document that holds them all.

Shape only: whether names are good and whether the parts fit together is decided later.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import (
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic import Field as Key

from generator.diagnostics import SpecError, quote, suggest
from generator.language import later
from generator.language.access import ResourceAccess
from generator.language.api import Api, Auth
from generator.language.derived import Condition, IsState, Moment, SetMoment, SetWhen, States
from generator.language.endings import Alias, Deprecated, PathAlias
from generator.language.envelopes import ListForm
from generator.language.explain import explain
from generator.language.functions import Function, Hooks
from generator.language.json_text import json_text
from generator.language.loader import Source
from generator.language.owner import Owner, Through
from generator.language.paths import ListPath, Segment
from generator.language.relations import Expand, ExpandOne, HasMany
from generator.language.shape import Shape, kind, one_of, refuse
from generator.language.sorts import SortFields
from generator.language.stats import Stat
from generator.language.style import ResourceStyle
from generator.language.words import (
    ABOUT_CONSENT,
    Body,
    Bound,
    Consent,
    DeclaredTypeName,
    Description,
    EnumValue,
    EnumValues,
    FieldAccess,
    Format,
    Groups,
    Method,
    Name,
    Names,
    Nulls,
    OnDelete,
    OperatorName,
    Operators,
    Put,
    RouteName,
    Routes,
    Total,
    TypeName,
    Value,
    text_form,
)

DECIMAL = re.compile(r"decimal\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)")
MAX_PRECISION = 38
ARRAY = re.compile(r"array<\s*(.+?)\s*>")


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field's type; precision and scale belong to `decimal`, the elements' type to `array`."""

    name: DeclaredTypeName
    precision: int | None = None
    scale: int | None = None
    element: Self | None = None


def _field_type(value: object) -> FieldType:
    if not isinstance(value, str):
        raise refuse("E113", f"must be the name of a type, not {kind(value)}")
    if size := DECIMAL.fullmatch(value):
        return _decimal(int(size[1]), int(size[2]))
    if value == "decimal" or value.startswith("decimal("):
        raise refuse("E115", "must be decimal(p,s) in quotes", 'for example "decimal(10,2)"')
    if element := ARRAY.fullmatch(value):
        return _array(_field_type(element[1]))
    if value == "array" or value.startswith("array<"):
        raise refuse("E115", "must be array<type>", "for example array<string>")
    for name in get_args(DeclaredTypeName):
        if value == name:
            return FieldType(name)
    known = get_args(DeclaredTypeName)
    close = suggest(value, known)
    hint = f"did you mean '{close}'?" if close else f"known: {', '.join(known)}"
    raise refuse("E104", f"unknown field type {quote(value)}", hint)


def _decimal(precision: int, scale: int) -> FieldType:
    if not 1 <= precision <= MAX_PRECISION:
        raise refuse("E115", f"must have a precision between 1 and {MAX_PRECISION}")
    if scale > precision:
        raise refuse("E115", "must have a scale between 0 and its precision")
    return FieldType("decimal", precision, scale)


def _array(element: FieldType) -> FieldType:
    if element.name == "array":
        raise refuse("E115", "must have elements that are no arrays themselves")
    if element.name == "json":
        raise refuse("E115", "must have elements of one type", "json may be a list, too")
    if element.name in ("ref", "many"):
        raise refuse(
            "E115", "must have elements that are no references", "write {type: many, of: Tag}"
        )
    return FieldType("array", element=element)


_PLAIN_TYPES = [name for name in get_args(TypeName) if name not in ("decimal", "array")]
_ELEMENT_TYPES = [name for name in _PLAIN_TYPES if name != "json"]


def _type_schema(plain: list[str]) -> dict[str, object]:
    return {
        "anyOf": [
            {"enum": plain},
            {"type": "string", "pattern": f"^{DECIMAL.pattern}$"},
            {
                "type": "string",
                "pattern": rf"^array<\s*({'|'.join(_ELEMENT_TYPES)}|{DECIMAL.pattern})\s*>$",
            },
        ],
        "examples": ["string", "decimal(10,2)", "array<string>"],
    }


_DECLARED_SCHEMA = _type_schema([*_PLAIN_TYPES, "ref", "many"])
_TYPE_SCHEMA = _type_schema(_PLAIN_TYPES)


class Was(Shape):
    """What a field was before: its name, its values."""

    noun = "what a field was"
    sample = "{values: {low: minor}}"

    name: Name | None = Key(default=None, description="Its name before.")
    values: dict[str, EnumValue] = Key(
        default={},
        description="Values that an enum loses, and what rows that have them get.",
        examples=[{"low": "minor"}],
    )


def _was(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict):
        return Was.model_validate(value)
    if isinstance(value, str):
        return _NAME.validate_python(value)
    raise refuse("E113", f"must be a name or a mapping, not {kind(value)}", "write was: old_name")


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _unique(value: object) -> object:
    if value is True or value == "per_owner":
        return value
    if value is False:
        raise refuse("E113", "must be per_owner", "leave it out, and values may repeat")
    raise refuse("E114", f"unknown kind of unique {quote(value)}", "known: per_owner")


class Items(Shape):
    """The rules of each element of an array: the words of a field."""

    noun = "the items"
    sample = "{max: 40}"

    min: Bound | None = Key(
        default=None, description="Smallest number, or fewest characters of a text."
    )
    max: Bound | None = Key(
        default=None, description="Largest number, or most characters of a text."
    )
    pattern: str | None = Key(
        default=None,
        min_length=1,
        max_length=500,
        description="Regular expression that a text must match.",
        examples=["^[a-z]+$"],
    )
    format: Format | None = Key(
        default=None, description="Form that a string must have, such as slug or phone."
    )
    values: EnumValues | None = Key(
        default=None, description="Values of an enum, in their order.", examples=[["low", "high"]]
    )
    trim: bool = Key(default=True, description="Whether blanks around a text are removed.")


class Field(Shape):
    """One value of a resource: a column, and its rules."""

    noun = "a field"
    sample = "{type: string}"

    declared: Annotated[
        FieldType, PlainValidator(_field_type), WithJsonSchema(_DECLARED_SCHEMA)
    ] = Key(
        alias="type",
        description="Type of the value; enum needs 'values', ref needs 'to' and 'on_delete', many "
        "needs 'of'.",
    )
    name: Name | None = Key(
        default=None,
        description="Its name in JSON, where that is another one.",
        examples=["is_completed"],
    )
    key: bool = Key(default=False, description="Whether this is the key of the resource.")
    required: bool = Key(default=False, description="Whether it must be given and is never null.")
    default: Value | None = Key(default=None, description="Value when none is given.")
    min: Bound | None = Key(
        default=None,
        description="Smallest number, fewest characters of a text, or fewest elements of an array.",
    )
    max: Bound | None = Key(
        default=None,
        description="Largest number, most characters of a text, most elements of an array or rows "
        "of a many, or most bytes of JSON.",
    )
    items: Items | None = Key(default=None, description="Rules of each element of an array.")
    pattern: str | None = Key(
        default=None,
        min_length=1,
        max_length=500,
        description="Regular expression that a text must match.",
        examples=["^[a-z]+$"],
    )
    format: Format | None = Key(
        default=None, description="Form that a string must have, such as slug or phone."
    )
    example: Value | None = Key(default=None, description="A typical value, for the documentation.")
    description: Description | None = Key(default=None, description="What the value means.")
    values: EnumValues | None = Key(
        default=None, description="Values of an enum, in sorting order.", examples=[["low", "high"]]
    )
    set: Moment | None = Key(
        default=None,
        description="When the server sets the value; clients can't. Of a time: on_create, "
        "on_update, or {when: {status: done}}. Of a ref: owner, the owner's own row.",
    )
    is_: IsState | None = Key(
        default=None,
        alias="is",
        description="An enum, and the value or values of it that make this bool true.",
        examples=[{"status": "done"}],
    )
    else_: Name | None = Key(
        default=None,
        alias="else",
        description="The value that the enum gets where this bool is made false.",
        examples=["todo"],
    )
    from_: Name | None = Key(
        default=None,
        alias="from",
        description="Of a slug: the text that the server makes it of, where a create doesn't give "
        "one; unique, and it stays when the text changes.",
        examples=["title"],
    )
    to: Name | None = Key(
        default=None,
        description="Of a ref: the resource whose rows it refers to; each owner's refer to their "
        "own.",
        examples=["Project"],
    )
    on_delete: Annotated[OnDelete, one_of(OnDelete, "way to delete")] | None = Key(
        default=None,
        description="Of a ref: what becomes of the rows that refer to one that is deleted. "
        "set_null clears the field, cascade deletes them, too, restrict refuses the delete.",
    )
    circles: bool = Key(
        default=False,
        description="Of a ref to its own resource: whether rows may refer to each other in a "
        "circle, as those that are alike do. Otherwise no row becomes its own ancestor.",
    )
    of: Name | None = Key(
        default=None,
        description="Of a many: the resource whose rows a row is linked to; each owner's to their "
        "own.",
        examples=["Tag"],
    )
    names: Name | None = Key(
        default=None,
        description="Of a many: the text of the other rows that clients send and read instead of "
        "keys; those that an owner doesn't have yet are made.",
        examples=["name"],
    )
    through: Name | None = Key(
        default=None,
        description="Of a many: the resource whose rows are the links, with a reference to either "
        "end and fields of its own; else they are in a table that nobody sees.",
        examples=["Membership"],
    )
    expand: Expand | None = Key(
        default=None,
        description="Of a ref: under which name answers hold the row itself, where they are asked "
        "for it; or {as: author, always: true}.",
        examples=["project"],
    )
    access: Annotated[FieldAccess, one_of(FieldAccess, "kind of access")] | None = Key(
        default=None,
        description="read_only is in answers only, create_only in creates and answers, "
        "write_only in bodies only, hidden in neither.",
    )
    unique: Annotated[Literal[True, "per_owner"], BeforeValidator(_unique)] | None = Key(
        default=None, description="That no other row has the value: of all, or of its owner's."
    )
    trim: bool = Key(default=True, description="Whether blanks around a text are removed.")
    was: Annotated[Name | Was, BeforeValidator(_was)] | None = Key(
        default=None,
        description="The name before, so that its values are kept; or {values: {old: new}}.",
        examples=["old_name"],
    )
    backfill: Value | None = Key(
        default=None, description="Value of rows that have none when the field becomes required."
    )
    consent: Consent = Key(default=(), description=ABOUT_CONSENT, examples=[["require_field"]])
    alias: Alias | None = Key(
        default=None, description="An old name of the field, which works beside the new one."
    )
    deprecated: Deprecated | None = Key(
        default=None, description="That the field will go away, and when."
    )

    @model_validator(mode="before")
    @classmethod
    def _values_of_json(cls, given: object) -> object:
        """A value of the type json may be anything, which no other type's may."""
        if not isinstance(given, dict) or given.get("type") != "json":
            return given
        words = {word: given.get(word) for word in ("default", "example", "backfill")}
        values = {word: json_text(value) for word, value in words.items() if value is not None}
        return {**given, **values}

    @property
    def type(self) -> DeclaredTypeName:
        return self.declared.name

    @property
    def precision(self) -> int | None:
        return self.declared.precision

    @property
    def scale(self) -> int | None:
        return self.declared.scale

    @property
    def form(self) -> str | None:
        """The form that a text must have."""
        return text_form(self.type, self.format)

    @property
    def element(self) -> Self | None:
        """An element of an array, as a field of its own."""
        if self.declared.element is None:
            return None
        given = self.items.model_fields_set if self.items else set()
        words = {word: getattr(self.items, word) for word in given}
        return self.model_construct(given, type=self.declared.element, **words)

    @property
    def expanded(self) -> ExpandOne | None:
        """How answers hold the row that it refers to, in the long form."""
        if isinstance(self.expand, str):
            return ExpandOne.model_validate({"as": self.expand})
        return self.expand

    @property
    def before(self) -> Was:
        """What the field was, in the long form."""
        return Was(name=self.was) if isinstance(self.was, str) else self.was or Was()

    @property
    def has_default(self) -> bool:
        return "default" in self.model_fields_set

    @property
    def stamp(self) -> SetMoment | None:
        """When the server sets the time, where that doesn't depend on a state."""
        return None if isinstance(self.set, SetWhen) or self.set == "owner" else self.set

    @property
    def own(self) -> bool:
        """Whether the server sets the key of the owner's own row."""
        return self.set == "owner"

    @property
    def since(self) -> IsState | None:
        """The state since which the server tells the time."""
        return self.set.when if isinstance(self.set, SetWhen) else None


class Computed(Shape):
    """A value that is worked out of a row when it is read, and never stored."""

    noun = "a computed field"
    sample = '{type: bool, sql: "due_date < now()"}'

    declared: Annotated[FieldType, PlainValidator(_field_type), WithJsonSchema(_TYPE_SCHEMA)] = Key(
        alias="type", description="Type of the value."
    )
    sql: str = Key(
        min_length=1,
        max_length=500,
        description="A SQL expression over the fields of the row.",
        examples=["due_date < now() and not completed"],
    )
    description: Description | None = Key(default=None, description="What the value means.")

    @property
    def type(self) -> DeclaredTypeName:
        return self.declared.name


class Preset(Shape):
    """A filter by name: each choice stands for conditions on fields."""

    noun = "a filter"

    default: Name = Key(description="The choice when the request names none.")
    choices: dict[str, dict[str, Condition]] = Key(
        min_length=1,
        description="Name of each choice, and the values that fields must have.",
        examples=[{"all": {}, "done": {"completed": True}}],
    )
    deprecated: Deprecated | None = Key(
        default=None, description="That the filter will go away, and when."
    )


class DeprecatedOperators(Shape):
    """The filters of a field, where they will go away."""

    noun = "a filter"

    operators: Operators = Key(description="The operators.", examples=[["eq", "in"]])
    deprecated: Deprecated = Key(description="That the filters will go away, and when.")


def _filter(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict) and "operators" in value:
        if value.keys() & {"choices", "default"}:
            raise refuse("E308", "a filter has operators or named choices", "make it two filters")
        return DeprecatedOperators.model_validate(value)
    if isinstance(value, dict):
        return Preset.model_validate(value)
    if isinstance(value, list):
        return _OPERATORS.validate_python(value)
    raise refuse(
        "E113", f"must be a list of operators or a mapping, not {kind(value)}", "write [eq]"
    )


_OPERATORS: TypeAdapter[tuple[OperatorName, ...]] = TypeAdapter(Operators)
Filter: TypeAlias = Annotated[Operators | Preset | DeprecatedOperators, BeforeValidator(_filter)]


class Sort(Shape):
    """How lists are ordered."""

    noun = "a sort"

    keys: dict[str, SortFields] = Key(
        min_length=1,
        description="Public key to a field, or to several in order; '-' before one means "
        "descending. A field may be one across references: project.name.",
        examples=[{"created": "-created_at", "due": ["due_date", "-created_at"]}],
    )
    default: Name = Key(description="The key when the request names none.")
    nulls: Annotated[Nulls, one_of(Nulls, "place of nulls")] | None = Key(
        default=None,
        description="Where rows without a value go; needed for fields that may be null.",
    )


class Page(Shape):
    """How much of a list one answer holds."""

    noun = "a page"
    postponed = later.PAGE

    size: int = Key(default=20, ge=1, le=10_000, description="Rows when the request doesn't say.")
    max: int = Key(
        default=100, ge=1, le=10_000, description="Most rows that a request may ask for."
    )
    style: ListForm | None = Key(
        default=None, description="Form of the answer; see api.style.list, the default."
    )
    total: Annotated[Total, one_of(Total, "kind of total")] = Key(
        default="on_request", description="Whether all matching rows are counted."
    )


class Update(Shape):
    """How rows are changed."""

    noun = "an update"
    postponed = later.UPDATE

    put: Annotated[Put, one_of(Put, "kind of put")] = Key(
        default="replace",
        description="PUT: replaces the row, changes what is given, or doesn't exist.",
    )
    patch: bool = Key(default=True, description="Whether PATCH changes what is given.")


# What an action may do.
_EFFECTS = ("toggle", "body", "set", "increment", "run", "add", "remove")


class Action(Shape):
    """A route that changes one row in one way."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [word]} for word in _EFFECTS]}
    )
    noun = "an action"
    sample = "{toggle: completed}"

    method: Annotated[Method, one_of(Method, "method")] = Key(
        "POST", description="Method of the route."
    )
    path: Segment | None = Key(
        default=None,
        description="Last segment of the route; by default the action's name.",
        examples=["/done"],
    )
    toggle: Name | None = Key(
        default=None, description="The bool field that the action turns round."
    )
    body: Body | None = Key(
        default=None,
        description="Fields that a request gives and the action sets. All must be given, except "
        "the field of 'toggle', which is turned round where it isn't.",
        examples=[["status"]],
    )
    set: dict[str, Condition] | None = Key(
        default=None,
        min_length=1,
        description="Fields and the value that each gets; 'now' is the time of the request.",
        examples=[{"status": "done", "closed_at": "now"}],
    )
    increment: dict[str, Bound] | None = Key(
        default=None,
        min_length=1,
        description="Number fields and what is added to each; less than 0 takes away.",
        examples=[{"stock": -1}],
    )
    run: Function | None = Key(
        default=None,
        description="A function of your own in the folder custom, which gets the row and the body.",
        examples=["custom.tasks:archive"],
    )
    add: Name | None = Key(
        default=None,
        description="A has_many: the action makes a row of the caller's own in it, unless there "
        "is one.",
        examples=["favorites"],
    )
    remove: Name | None = Key(
        default=None,
        description="A has_many: the action deletes the caller's own row in it, if there is one.",
        examples=["favorites"],
    )
    when: dict[str, States] | None = Key(
        default=None,
        min_length=1,
        description="Fields and the value that each must have, or one of several; else 409.",
        examples=[{"status": ["open", "waiting"]}],
    )
    deprecated: Deprecated | None = Key(
        default=None, description="That the action will go away, and when."
    )

    @model_validator(mode="after")
    def _has_effect(self) -> Self:
        if all(getattr(self, word) is None for word in _EFFECTS):
            raise refuse(
                "E112",
                "missing 'toggle', 'body', 'set', 'increment', 'run', 'add' or 'remove' in an "
                "action",
                "say what it does",
            )
        return self


class Resource(Shape):
    """A kind of row, and what may be done with it."""

    noun = "a resource"
    postponed = later.RESOURCE

    owner: Owner | None = Key(
        default=None,
        description="Column that holds the caller's id, or {through: project_id}, where a row is "
        "owned by whoever owns the one that it refers to; only the owner sees a row, unless "
        "'access' says more.",
    )
    access: ResourceAccess | None = Key(
        default=None, description="Who may do what with the rows, besides their owner."
    )
    description: Description | None = Key(default=None, description="What the resource is.")
    fields: dict[str, Field] = Key(min_length=1, description="Fields by name.")
    computed: dict[str, Computed] = Key(
        default={},
        description="Fields that are worked out when a row is read.",
        examples=[{"overdue": {"type": "bool", "sql": "due_date < now()"}}],
    )
    has_many: dict[str, HasMany] = Key(
        default={},
        description="The rows that refer to one of these, by the name for them.",
        examples=[{"tasks": {"of": "Task", "by": "project_id", "count": True}}],
    )
    filters: dict[str, Filter] = Key(
        default={},
        description="By field, which may be one across references, project.name: its operators. "
        "By any other name: named choices.",
    )
    single: bool = Key(
        default=False, description="Whether each owner has one row at most, such as a profile."
    )
    unique: Groups = Key(
        default=(),
        description="Groups of fields whose values together only one of an owner's rows has.",
        examples=[[["list", "position"]]],
    )
    search: Names = Key(default=(), description="Text fields that ?q= searches.")
    sort: Sort | None = Key(default=None, description="How lists are ordered.")
    page: Page = Key(default=Page(), description="How much of a list one answer holds.")
    style: ResourceStyle = Key(
        default=ResourceStyle(), description="How it looks to clients, where the API looks other."
    )
    update: Update = Key(default=Update(), description="How rows are changed.")
    actions: dict[str, Action] = Key(
        default={}, description="Actions by name, each a route of its own."
    )
    stats: dict[str, Stat] = Key(
        default={},
        description="Stats by name, each a route of its own with the filters of the list.",
        examples=[{"by_priority": {"group": "priority", "count": True}}],
    )
    hooks: Hooks | None = Key(
        default=None,
        description="Functions of your own in the folder custom, around what the routes write.",
    )
    routes: Routes = Key(
        default=get_args(RouteName),
        description="The routes that exist; none, where only other resources need the rows.",
    )
    path: ListPath | None = Key(
        default=None,
        description="Path of the resource; by default its plural. A slash at its end is kept.",
        examples=["/todos"],
    )
    lookup: Name | None = Key(
        default=None,
        description="The field that stands for the key in paths: no two of the rows that a caller "
        "reaches have the same.",
        examples=["slug"],
    )
    plural: Name | None = Key(
        default=None, description="Plural of the name, where it is irregular."
    )
    was: Name | None = Key(
        default=None, description="The name before, so that its rows are kept.", examples=["Note"]
    )
    consent: Consent = Key(default=(), description=ABOUT_CONSENT, examples=[["remove_field notes"]])
    alias: PathAlias | None = Key(
        default=None, description="An old path of the resource, which works beside the new one."
    )
    deprecated: Deprecated | None = Key(
        default=None, description="That the resource will go away, and when."
    )

    @property
    def through(self) -> str | None:
        """The field by which its rows are owned, where they have no owner of their own."""
        return self.owner.through if isinstance(self.owner, Through) else None

    @property
    def owner_column(self) -> str | None:
        """The column that tells whose a row is: the caller's id, or what it refers to."""
        return self.owner.through if isinstance(self.owner, Through) else self.owner

    @property
    def public(self) -> bool:
        """Whether everybody reads its rows."""
        return self.access is not None and "public" in self.access.read


class Document(Shape):
    """A spec."""

    noun = "the spec"

    spec: Annotated[Literal[1], one_of(Literal[1], "version")] = Key(
        description="Version of the spec language."
    )
    api: Api = Key(description="The API as a whole.")
    auth: Auth = Key(default=Auth(), description="How callers are known.")
    resources: dict[str, Resource] = Key(min_length=1, description="Resources by name.")


def read(source: Source) -> Document:
    """The spec as checked words; a SpecError holds every mistake of shape."""
    try:
        return Document.model_validate(source.data)
    except ValidationError as problem:
        raise SpecError(explain(problem, source, Document), source.text) from None
