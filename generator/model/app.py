"""The resolved model: plain data, in the order in which it is printed.

Names that stand in the emitted code are types of their own, made in `names` and nowhere else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from generator.language.functions import HookName
from generator.language.json_text import JsonText
from generator.language.spec import FieldAccess, OperatorName, TypeName
from generator.language.stats import Period
from generator.model.envelopes import Envelope
from generator.model.names import (
    STATEMENT_NAMES,
    ClassName,
    Column,
    Constraint,
    Folder,
    Identifier,
    Path,
    PublicName,
    Table,
    answer_class,
    beside,
    under,
)

Scalar: TypeAlias = str | int | float | bool
# What a field holds: an array, several.
Value: TypeAlias = Scalar | tuple[Scalar, ...] | JsonText
# The types of the spec language stay what they are.
FieldType: TypeAlias = TypeName
HookPoint: TypeAlias = HookName
Route: TypeAlias = Literal["list", "create", "read", "put", "patch", "delete"]
# The routes that call each hook; after a commit, actions do, too.
CALLED_BY: dict[HookPoint, tuple[Route, ...]] = {
    "before_create": ("create",),
    "before_update": ("put", "patch"),
    "before_delete": ("delete",),
    "after_commit": ("create", "put", "patch", "delete"),
}
CheckRule: TypeAlias = Literal[
    "min", "max", "pattern", "values", "form", "elements", "items_min", "items_max", "kind"
]

# Parts of the model that came later: where they say nothing they are left out of what is stored.
_LATER = {"left out": True}


@dataclass(frozen=True, slots=True)
class EnumMember:
    """One value of an enum."""

    # The member of the Python class.
    name: Identifier
    # What travels and is stored.
    value: str


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That something will go away: OpenAPI and the headers of answers say so."""

    # The day since which clients are told, and the one until which it works for sure: ISO 8601.
    since: str
    sunset: str | None
    # What to use instead, on one line of Markdown.
    use: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """The old name of a field, which works beside the new one."""

    # The JSON name.
    name: PublicName
    deprecation: Deprecation
    # The attribute in Python, where the name itself can't be it.
    column: Column | None = field(default=None, metadata=_LATER)

    @property
    def attribute(self) -> Column:
        """The attribute in Python."""
        return self.column or Column(self.name)


@dataclass(frozen=True, slots=True)
class PathAlias:
    """The old path of a resource, which works beside the new one."""

    segment: Path
    # The whole path of the list, with a slash at its end where clients write one.
    path: Path
    deprecation: Deprecation

    @property
    def base(self) -> str:
        """What the paths of rows begin with."""
        return self.path.removesuffix("/")


@dataclass(frozen=True, slots=True)
class State:
    """That a bool or an enum has one of some values."""

    field: "Field"
    # None is null.
    values: tuple[Scalar | None, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """That a bool says whether rows are in a state of an enum, and brings them there and back."""

    state: State
    # What the enum becomes where the bool is made false; None where nobody can write it.
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a resource, and everything that is checked of its values."""

    # The attribute in Python and the column.
    name: Column
    type: FieldType
    # For the documentation.
    description: str | None
    example: Value | None
    # Whether the value may be null.
    nullable: bool
    # Whether a create must give it.
    required: bool
    # The value of a create that doesn't give it; None where there is none.
    default: Value | None
    # Whether clients may send it at all: each create may give it.
    writable: bool
    # When the server writes the time into it.
    stamp: Literal["on_create", "on_update"] | None
    # The least and the greatest value, or length of a text or an array.
    minimum: int | float | str | None
    maximum: int | float | str | None
    # What a text must match somewhere, as pydantic reads it.
    pattern: str | None
    # Whether blanks around a text are removed.
    trim: bool
    # Digits in all, and after the point, of a decimal.
    precision: int | None
    scale: int | None
    # The values of an enum, in sorting order.
    members: tuple[EnumMember, ...]
    # The name of the enum, or of the checked type of a writable field.
    value_class: ClassName
    # The name that the field had before: JSON and filters have both.
    alias: Alias | None
    # That the field will go away.
    deprecation: Deprecation | None
    # The SQL that works it out when a row is read, where it isn't stored.
    sql: str | None = field(default=None, metadata=_LATER)
    # An element of an array, which is never null.
    element: "Field | None" = field(default=None, metadata=_LATER)
    # The JSON name, where that is another one.
    json_name: PublicName | None = field(default=None, metadata=_LATER)
    # What clients may do with it, where that isn't both: send it and read it.
    access: FieldAccess | None = field(default=None, metadata=_LATER)
    # The state of another field that it stands for; then it has no column.
    switch: Switch | None = field(default=None, metadata=_LATER)
    # The state since which it tells the time.
    since: State | None = field(default=None, metadata=_LATER)

    @property
    def public(self) -> str:
        """The name that clients know it by."""
        return str(self.json_name or self.name)

    @property
    def changeable(self) -> bool:
        """Whether clients may send it to change a row."""
        return self.writable and self.access != "create_only"

    @property
    def shown(self) -> bool:
        """Whether answers have it."""
        return self.access not in ("write_only", "hidden")

    @property
    def automatic(self) -> bool:
        """Whether nobody gives it a value but the server by itself: a key, an owner, a time."""
        told = self.stamp is not None or self.since is not None
        return not self.writable and (self.access is None or told)


@dataclass(frozen=True, slots=True)
class OperatorFilter:
    """A query parameter that compares a field with a value."""

    name: PublicName
    field: Field
    operator: OperatorName
    # The same filter under the field's new name, where this one has the old name.
    renamed: PublicName | None
    # That the filter will go away, be it for its own sake or for its field's.
    deprecation: Deprecation | None

    @property
    def attribute(self) -> str:
        """The attribute in Python."""
        alias = self.field.alias if self.renamed else None
        return under(alias.attribute if alias else self.field.name, self.operator)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a named filter."""

    name: PublicName
    # Fields and what each must be; None is null.
    conditions: tuple[tuple[Field, Scalar | None], ...]


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A query parameter with named choices, each for fixed conditions."""

    name: PublicName
    # The name of the type of its values.
    value_class: ClassName
    default: PublicName
    choices: tuple[Choice, ...]
    # That the filter will go away.
    deprecation: Deprecation | None


@dataclass(frozen=True, slots=True)
class Search:
    """The full-text search of a resource."""

    # The generated column that holds the words.
    column: Column
    fields: tuple[Field, ...]


# Parts of the model that came later: where they say nothing they are left out of what is stored.
_LATER = {"left out": True}


def _nothing() -> Any:
    """No parts, in a class where `field` is a field."""
    return field(default=(), metadata=_LATER)


@dataclass(frozen=True, slots=True)
class SortField:
    """A field that lists can be sorted by."""

    field: Field
    # Whether its natural direction is descending.
    descending: bool
    # How values compare: as they are, text without regard to case, enums by rank.
    compare: Literal["value", "text", "rank"]
    # Where rows without a value go; None where every row has one.
    nulls: Literal["first", "last"] | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """A key that lists can be sorted by; its field is as in `SortField`."""

    name: PublicName
    field: Field
    descending: bool
    compare: Literal["value", "text", "rank"]
    nulls: Literal["first", "last"] | None
    # What decides between rows that are alike in it.
    then: tuple[SortField, ...] = _nothing()

    @property
    def fields(self) -> tuple[SortField, ...]:
        """Every field, in order."""
        first = SortField(self.field, self.descending, self.compare, self.nulls)
        return (first, *self.then)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter, and the attribute that holds it in Python."""

    name: PublicName
    attribute: Identifier


@dataclass(frozen=True, slots=True)
class SortStyle:
    """The parameters of a list's sort."""

    by: Parameter
    # The one that gives a direction, if there is one.
    order: Parameter | None


@dataclass(frozen=True, slots=True)
class Page:
    """How much of a list one response holds."""

    size: int
    maximum: int
    # When all matching rows are counted.
    total: Literal["on_request", "exact", "none"]


# The value of a datetime that an action sets to the time of the request.
NOW = "now"


@dataclass(frozen=True, slots=True)
class Step:
    """What an action adds to a number."""

    field: Field
    # What is added: of a decimal as text, like all its values.
    by: Scalar
    # The end of the field's range that it leads to, and the last value from which it stays within.
    end: Scalar
    last: Scalar

    @property
    def down(self) -> bool:
        """Whether it takes away."""
        return str(self.by).startswith("-")

    def has_room(self, value: Scalar) -> bool:
        """Whether the field stays within its range from here."""
        now, last = Decimal(str(value)), Decimal(str(self.last))
        return now >= last if self.down else now <= last


@dataclass(frozen=True, slots=True)
class ActionBody:
    """What clients send to an action."""

    # The class that reads it.
    name: ClassName
    # Each field gets the value that is sent.
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function in the folder of the user's own code."""

    # The file without its ending.
    module: Identifier
    name: Identifier

    @property
    def path(self) -> str:
        """As the spec names it."""
        return f"custom.{self.module}:{self.name}"


@dataclass(frozen=True, slots=True)
class Hook:
    """A function of the user's own that is called around what the routes write."""

    # When it is called.
    point: HookPoint
    function: OwnFunction


@dataclass(frozen=True, slots=True)
class Action:
    """A route that changes one row in one way: in one statement, or in a function of the user's."""

    name: Identifier
    method: Literal["POST", "PATCH", "PUT"]
    # The bool field that it turns over.
    toggle: Field | None
    # That the action will go away.
    deprecation: Deprecation | None
    # The last segment of its path, where that isn't its name.
    path: Path | None = field(default=None, metadata=_LATER)
    # Fields and what each gets; None is null, and NOW of a datetime is the time of the request.
    set: tuple[tuple[Field, Scalar | None], ...] = field(default=(), metadata=_LATER)
    increment: tuple[Step, ...] = field(default=(), metadata=_LATER)
    # Fields and the values of which each must have one; None is null.
    when: tuple[tuple[Field, tuple[Scalar | None, ...]], ...] = field(default=(), metadata=_LATER)
    # What it takes; None where it reads no body.
    body: ActionBody | None = field(default=None, metadata=_LATER)
    # What does it, and gets what is sent; None where the statement says it all.
    run: OwnFunction | None = field(default=None, metadata=_LATER)

    @property
    def given(self) -> tuple[Field, ...]:
        """The fields that a request may give."""
        return self.body.fields if self.body else ()

    @property
    def needed(self) -> tuple[Field, ...]:
        """Those that it must give: a toggle knows what to do without."""
        return tuple(field for field in self.given if field != self.toggle)

    @property
    def segment(self) -> str:
        """The last segment of its path."""
        return str(self.path or self.name)

    @property
    def changes(self) -> tuple[Field, ...]:
        """The fields that it changes."""
        toggled = () if self.toggle is None else (self.toggle,)
        set_ = tuple(field for field, _ in self.set)
        return (*toggled, *set_, *(step.field for step in self.increment))

    @property
    def guarded(self) -> bool:
        """Whether there are rows to which it doesn't apply: they answer 409."""
        return bool(self.when or self.increment)

    @property
    def turns(self) -> Field | None:
        """The field that it turns over, where that is all there is to it, and answers have it."""
        more = self.path or self.body or self.set or self.increment or self.when
        if more or self.toggle is None or not self.toggle.shown:
            return None
        return self.toggle


@dataclass(frozen=True, slots=True)
class Group:
    """A field whose values make the groups of a stat."""

    field: Field
    # Which part of a date or a time makes them, in UTC.
    by: Period | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a stat tells of each group."""

    operation: Literal["count", "sum", "avg", "min", "max"]
    # What is added up or compared; None where rows are counted.
    field: Field | None
    # The type in which it travels.
    type: FieldType

    @property
    def name(self) -> PublicName:
        """Its JSON name: `count`, `price__sum`."""
        return under(self.field.public, self.operation) if self.field else PublicName("count")

    @property
    def attribute(self) -> str:
        """The same in Python."""
        return under(self.field.name, self.operation) if self.field else "count"


@dataclass(frozen=True, slots=True)
class Stat:
    """A route that tells numbers about the rows of a list, in one statement."""

    name: Identifier
    # The class of one answer, or of one group of it.
    value_class: ClassName
    # None where all rows are one group.
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]

    @property
    def values(self) -> tuple[Scalar, ...]:
        """The values that have a group each, even without rows; none where any may come."""
        if len(self.groups) != 1:
            return ()
        field = self.groups[0].field
        return (False, True) if field.type == "bool" else tuple(m.value for m in field.members)


@dataclass(frozen=True, slots=True)
class Owner:
    """The column that says whose a row is."""

    column: Column
    # The attribute that holds the owner's own row, where users have rows.
    relation: Column | None


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type of PostgreSQL."""

    name: Literal[
        "varchar",
        "text",
        "integer",
        "bigint",
        "numeric",
        "double",
        "boolean",
        "date",
        "timestamptz",
        "time",
        "uuid",
        "jsonb",
        "tsvector",
    ]
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    # Whether it is an array of such values.
    array: bool = field(default=False, metadata=_LATER)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as the database has it."""

    name: Column
    type: ColumnType
    nullable: bool
    # The SQL of the default, if the database has one.
    default: str | None = None
    # The SQL of a column that PostgreSQL works out itself.
    generated: str | None = None
    # Whether PostgreSQL numbers the rows.
    identity: bool = False
    # The SQL of a value that the column may hold, for rows that have lost theirs; None where
    # null or the default does.
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that PostgreSQL holds."""

    name: Constraint
    sql: str
    # The column that it is about, and the word of the spec that it comes from.
    column: Column
    rule: CheckRule
    # What the word says: the number, the pattern, every value in order, or the type.
    bound: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference to another table's key."""

    name: Constraint
    column: Column
    # The other table's key, as foreign keys name it: `users.id`.
    target: str
    on_delete: Literal["CASCADE", "RESTRICT", "SET NULL"]


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns whose values together only one row has."""

    name: Constraint
    # The owner's first: what others have is nobody's business.
    columns: tuple[Column, ...]
    # What of the spec needs its index, with commas between: `unique, filter slug`.
    reason: str

    @property
    def fields(self) -> tuple[Column, ...]:
        """The fields that are unique among the rows of one owner."""
        return self.columns[1:]


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A column of an index, or an expression."""

    sql: str
    expression: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index, and what it is for."""

    name: Constraint
    parts: tuple[IndexPart, ...]
    method: Literal["btree", "gin"]
    # What of the spec needs it, with commas between: `sort due, filter due_on`.
    reason: str


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table, with every constraint by name."""

    name: Table
    # The resource whose rows it holds; None for the table of users.
    resource: ClassName | None
    columns: tuple[TableColumn, ...]
    key: Column
    key_name: Constraint
    checks: tuple[Check, ...]
    foreign_keys: tuple[ForeignKey, ...]
    indexes: tuple[Index, ...]
    uniques: tuple[Unique, ...] = field(default=(), metadata=_LATER)

    @property
    def index_names(self) -> tuple[Constraint, ...]:
        """The names of its indexes, and of those behind what is unique, which have its name."""
        indexes = tuple(index.name for index in self.indexes)
        return (*indexes, *(unique.name for unique in self.uniques))


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of row, and all that can be done with it."""

    # The class of the table; Create, Update and so on are added to it.
    name: ClassName
    # The package below `resources/`.
    folder: Folder
    # One of them and several of them, in Python names.
    item: Identifier
    items: Identifier
    # The same in words, and the one with its article: "an order line".
    label: str
    label_with_article: str
    labels: str
    description: str | None
    segment: Path
    # The whole path of the list, with a slash at its end where clients write one.
    path: Path
    # The path that the resource had before: the routes are there, too.
    alias: PathAlias | None
    # That the whole resource will go away.
    deprecation: Deprecation | None
    # The path parameter that holds the key.
    key_parameter: Identifier
    key: Field
    owner: Owner
    # Every field, the owner's column after the key.
    fields: tuple[Field, ...]
    operator_filters: tuple[OperatorFilter, ...]
    choice_filters: tuple[ChoiceFilter, ...]
    search: Search | None
    sort_keys: tuple[SortKey, ...]
    default_sort: PublicName | None
    page: Page
    routes: tuple[Route, ...]
    # What PUT does with fields that are absent.
    put: Literal["replace", "partial"] | None
    actions: tuple[Action, ...]
    table: TableModel
    # Bodies that create an example row each.
    examples: tuple[tuple[tuple[Column, Value], ...], ...]
    stats: tuple[Stat, ...] = field(default=(), metadata=_LATER)
    # Fields that are worked out when a row is read: they have no column.
    computed: tuple[Field, ...] = field(default=(), metadata=_LATER)
    # The forms of lists, of single rows and of the answer to a delete; None is a bare list, a
    # bare row, and 204 without a body.
    list_form: Envelope | None = field(default=None, metadata=_LATER)
    row_form: Envelope | None = field(default=None, metadata=_LATER)
    deleted_form: Envelope | None = field(default=None, metadata=_LATER)

    # The parameters of the sort, where they aren't the usual ones.
    sort_style: SortStyle | None = field(default=None, metadata=_LATER)
    # One for each point at most.
    hooks: tuple[Hook, ...] = field(default=(), metadata=_LATER)

    @property
    def crud(self) -> Identifier:
        """The variable of its FastCRUD."""
        stats = {f"stats_{stat.name}" for stat in self.stats}
        return beside(self.folder, STATEMENT_NAMES | stats)

    def statement_of(self, action: Action) -> Identifier:
        """The function that makes the statement of an action."""
        return beside(action.name, STATEMENT_NAMES | {self.crud})

    @property
    def answered(self) -> tuple[Field, ...]:
        """The fields that answers have."""
        computed = (field for field in self.computed if field.switch is None)
        return (*self._with_switches(self.shown), *computed)

    @property
    def sent(self) -> tuple[Field, ...]:
        """The fields that clients may send, whether they have a column or not."""
        return tuple(each for each in self._with_switches(self.writable) if each.writable)

    @property
    def sent_later(self) -> tuple[Field, ...]:
        """Those that they may send to change a row."""
        return tuple(each for each in self.sent if each.changeable)

    @property
    def switches(self) -> tuple[Field, ...]:
        """The bools that stand for a state of an enum."""
        return tuple(field for field in self.computed if field.switch)

    @property
    def timed(self) -> tuple[Field, ...]:
        """The times that are set when rows come into a state."""
        return tuple(field for field in self.fields if field.since)

    @property
    def follows(self) -> bool:
        """Whether what is written of some field changes what another one has."""
        return bool(self.timed) or any(
            field.switch and field.switch.otherwise for field in self.switches
        )

    def _with_switches(self, fields: Iterable[Field]) -> Iterator[Field]:
        """These fields, each before those that stand for a state of it."""
        for each in fields:
            yield each
            for switch in self.switches:
                if switch.switch and switch.switch.state.field.name == each.name:
                    yield switch

    @property
    def answer_classes(self) -> tuple[ClassName, ...]:
        """The classes of answers that have a form, and of the objects in them."""
        forms = (
            (self.list_form, answer_class(self.name, "page")),
            (self.row_form, answer_class(self.name, "row")),
            (self.deleted_form, answer_class(self.name, "deleted")),
        )
        return tuple(made for form, name in forms if form for made in form.classes(name).values())

    @property
    def base(self) -> str:
        """What the paths of rows begin with."""
        return self.path.removesuffix("/")

    @property
    def tells_next(self) -> bool:
        """Whether its lists hold the cursor of the next page."""
        return self.list_form is not None and "$next" in self.list_form.words

    @property
    def only_list_moved(self) -> bool:
        """Whether the old path differs in the slash at its end alone: rows are where they were."""
        return self.alias is not None and self.alias.segment == self.segment

    @property
    def row_path(self) -> str:
        """The path of one row."""
        return f"{self.base}/{{{self.key_parameter}}}"

    @property
    def sort_by(self) -> Parameter:
        """The parameter that names what to sort by."""
        usual = Parameter(PublicName("sort"), Identifier("sort"))
        return self.sort_style.by if self.sort_style else usual

    @property
    def sort_order(self) -> Parameter | None:
        """The parameter that gives the direction of the sort."""
        return self.sort_style.order if self.sort_style else None

    @property
    def writable(self) -> tuple[Field, ...]:
        """The fields that clients may send."""
        return tuple(field for field in self.fields if field.writable)

    def public_names(self, fields: Iterable[str]) -> tuple[str, ...]:
        """What clients call these fields."""
        public = {str(field.name): field.public for field in self.fields}
        return tuple(public[name] for name in fields)

    @property
    def changeable(self) -> tuple[Field, ...]:
        """The fields that clients may send to change a row."""
        return tuple(field for field in self.fields if field.changeable)

    @property
    def create_only(self) -> tuple[Field, ...]:
        """The fields that clients may send to create a row, and not to change it."""
        return tuple(field for field in self.writable if not field.changeable)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that answers have."""
        return tuple(field for field in self.fields if field.shown)

    @property
    def replacement(self) -> Literal["Create", "Replace"]:
        """Which body replaces a row: that of a create, unless some of it stays as it was."""
        return "Create" if self.changeable == self.writable else "Replace"

    @property
    def renamed(self) -> tuple[Field, ...]:
        """The fields that clients may send under an old name, too."""
        return tuple(field for field in self.writable if field.alias)

    @property
    def guards(self) -> bool:
        """Whether some action doesn't apply to every row."""
        return any(action.guarded for action in self.actions)

    @property
    def runs(self) -> bool:
        """Whether some action is a function of the user's own."""
        return any(action.run for action in self.actions)

    def hook(self, point: HookPoint) -> OwnFunction | None:
        """What is called at this point."""
        return next((hook.function for hook in self.hooks if hook.point == point), None)

    @property
    def returns_deleted(self) -> bool:
        """Whether the statement of a delete returns the row as it was, and not its key alone."""
        answered = self.deleted_form is not None and "$row" in self.deleted_form.words
        return answered or self.hook("after_commit") is not None

    @property
    def announces(self) -> bool:
        """Whether a request may use something that will go away."""
        parts = (
            *(filter_.deprecation for filter_ in self.operator_filters),
            *(filter_.deprecation for filter_ in self.choice_filters),
            *(action.deprecation for action in self.actions),
            *(field.deprecation for field in self.sent),
        )
        return bool(self.alias or self.deprecation or self.renamed or any(parts))


@dataclass(frozen=True, slots=True)
class UsersTable:
    """A table of users that another system keeps: referred to, never made or changed."""

    # Where the table isn't in the usual schema.
    schema: str | None
    table: str
    key: str

    @property
    def target(self) -> str:
        """The key's column as foreign keys name it."""
        return ".".join(part for part in (self.schema, self.table, self.key) if part)


@dataclass(frozen=True, slots=True)
class App:
    """The whole API."""

    title: str
    version: str
    description: str | None
    prefix: Path
    cors: tuple[str, ...]
    # The status of a request that breaks a rule, and of another owner's row.
    validation_status: Literal[400, 422]
    foreign_status: Literal[403, 404]
    # How tokens are verified: with a shared secret, or with the keys that the issuer publishes.
    jwt: Literal["secret", "jwks"]
    # The claims that may identify the caller, and those that may hold their roles, in order.
    user_claims: tuple[str, ...]
    role_claims: tuple[str, ...]
    # The table of users, where their rows are provisioned.
    users: TableModel | None
    # The table of users that another system keeps.
    foreign_users: UsersTable | None
    resources: tuple[Resource, ...]
    # The forms of all resources that don't say otherwise, without their names, and of errors;
    # None is a bare list, a bare row, 204 without a body, and RFC 9457.
    list_form: Envelope | None = field(default=None, metadata=_LATER)
    row_form: Envelope | None = field(default=None, metadata=_LATER)
    deleted_form: Envelope | None = field(default=None, metadata=_LATER)
    error_form: Envelope | None = field(default=None, metadata=_LATER)
    # What stands between prefix and resource, and carries the caller's id: `/users/{id}`.
    user_path: Path | None = field(default=None, metadata=_LATER)

    @property
    def tells_next(self) -> bool:
        """Whether some list holds the cursor of the next page."""
        return any(resource.tells_next for resource in self.resources)

    @property
    def user_parameter(self) -> str:
        """The parameter in it."""
        return (self.user_path or "").rpartition("{")[2].removesuffix("}")

    @property
    def own_prefix(self) -> str:
        """What stands before the caller's id."""
        return self.prefix + (self.user_path or "").rpartition("/")[0]

    @property
    def tables(self) -> tuple[TableModel, ...]:
        """All tables, each after those that it refers to."""
        users = () if self.users is None else (self.users,)
        return (*users, *(resource.table for resource in self.resources))

    @property
    def guards(self) -> bool:
        """Whether some action doesn't apply to every row."""
        return any(resource.guards for resource in self.resources)

    @property
    def computes(self) -> bool:
        """Whether some field is worked out when a row is read."""
        return any(resource.computed for resource in self.resources)

    @property
    def holds_json(self) -> bool:
        """Whether some field holds JSON."""
        fields = (field for resource in self.resources for field in resource.fields)
        return any(field.type == "json" for field in fields)

    @property
    def follows(self) -> bool:
        """Whether what is written of some field changes what another one has."""
        return any(resource.follows for resource in self.resources)

    @property
    def tells_stats(self) -> bool:
        """Whether there are numbers about rows to ask for."""
        return any(resource.stats for resource in self.resources)

    @property
    def creates_only(self) -> bool:
        """Whether some field can be set when its row is created, and never again."""
        return any(resource.create_only for resource in self.resources)

    @property
    def takes_bodies(self) -> bool:
        """Whether some action reads a body."""
        return any(action.body for resource in self.resources for action in resource.actions)

    @property
    def runs(self) -> bool:
        """Whether some action is a function of the user's own."""
        return any(resource.runs for resource in self.resources)

    @property
    def hooks(self) -> frozenset[HookPoint]:
        """The points at which some function of the user's own is called."""
        return frozenset(hook.point for resource in self.resources for hook in resource.hooks)

    @property
    def changes_bodies(self) -> bool:
        """Whether some function of the user's own may change what clients send."""
        return not self.hooks.isdisjoint({"before_create", "before_update"})

    @property
    def refuses(self) -> bool:
        """Whether some function of the user's own may refuse a request, for its own reasons."""
        return bool(self.hooks - {"after_commit"})

    @property
    def functions(self) -> tuple[OwnFunction, ...]:
        """All functions of the user's own that the spec names."""
        return tuple(
            function
            for resource in self.resources
            for function in (
                *(action.run for action in resource.actions if action.run),
                *(hook.function for hook in resource.hooks),
            )
        )

    @property
    def sorts_by_several(self) -> bool:
        """Whether some sort key stands for several fields."""
        return any(key.then for resource in self.resources for key in resource.sort_keys)

    @property
    def orders(self) -> bool:
        """Whether some sort has a parameter for its direction."""
        return any(resource.sort_order for resource in self.resources)

    @property
    def uniques(self) -> tuple[Unique, ...]:
        """Everything that is unique."""
        return tuple(unique for resource in self.resources for unique in resource.table.uniques)

    @property
    def redescribes(self) -> bool:
        """Whether a route at an old path is described by more than its handler's docstring."""
        return any(
            resource.alias and any(action.turns is None for action in resource.actions)
            for resource in self.resources
        )

    @property
    def slashes_differ(self) -> bool:
        """Whether a list has a slash at the end of one of its paths, and not of its old one."""
        return any(
            resource.alias and resource.path.endswith("/") != resource.alias.path.endswith("/")
            for resource in self.resources
        )

    @property
    def names_differ(self) -> bool:
        """Whether some field is called otherwise in JSON than in Python."""
        return any(
            field.json_name or (field.alias and field.alias.column)
            for resource in self.resources
            for field in (*resource.fields, *resource.computed)
        )

    @property
    def announces(self) -> bool:
        """Whether a request may use something that will go away."""
        return any(resource.announces for resource in self.resources)
