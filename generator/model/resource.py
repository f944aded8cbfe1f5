"""The resolved model of a resource."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.model.actions import Action, Hook, HookPoint, OwnFunction
from generator.model.envelopes import Envelope
from generator.model.expansions import Expansion
from generator.model.fields import Deprecation, Field, Hop, Reference, Value
from generator.model.lists import (
    ChoiceFilter,
    OperatorFilter,
    Page,
    Parameter,
    Search,
    SortKey,
    SortStyle,
)
from generator.model.names import (
    STATEMENT_NAMES,
    ClassName,
    Column,
    Folder,
    Identifier,
    Path,
    PublicName,
    answer_class,
    beside,
    class_of,
)
from generator.model.relations import LATER, HasMany, Nested
from generator.model.stats import Stat
from generator.model.tables import TableModel

# What the type of the field in paths is called behind the name of the resource.
LOOKUP_PART = "lookup"

Route: TypeAlias = Literal["list", "create", "read", "put", "patch", "delete"]

# The routes that call each hook; after a commit, actions do, too.
CALLED_BY: dict[HookPoint, tuple[Route, ...]] = {
    "before_create": ("create",),
    "before_update": ("put", "patch"),
    "before_delete": ("delete",),
    "after_commit": ("create", "put", "patch", "delete"),
}


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
class Owner:
    """The column that says whose a row is: it holds the owner's id, or refers to another row."""

    column: Column
    # The attribute that holds the owner's own row, where users have rows.
    relation: Column | None
    # The rows between a row and its owner, where it is owned through what it refers to.
    hops: tuple[Hop, ...] = field(default=(), metadata=LATER)


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
    # The path parameter that holds the key, or what stands for it.
    key_parameter: Identifier
    key: Field
    owner: Owner
    # Every field, the owner's column after the key, if it isn't a field that refers to a row.
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
    stats: tuple[Stat, ...] = field(default=(), metadata=LATER)
    # Fields that are worked out when a row is read: they have no column.
    computed: tuple[Field, ...] = field(default=(), metadata=LATER)
    # The forms of lists, of single rows and of the answer to a delete; None is a bare list, a
    # bare row, and 204 without a body.
    list_form: Envelope | None = field(default=None, metadata=LATER)
    row_form: Envelope | None = field(default=None, metadata=LATER)
    deleted_form: Envelope | None = field(default=None, metadata=LATER)
    # The parameters of the sort, where they aren't the usual ones.
    sort_style: SortStyle | None = field(default=None, metadata=LATER)
    # One for each point at most.
    hooks: tuple[Hook, ...] = field(default=(), metadata=LATER)
    # Whether everybody reads its rows, without a token, too; only their owners write them.
    public: bool = field(default=False, metadata=LATER)
    has_many: tuple[HasMany, ...] = field(default=(), metadata=LATER)
    # Its own routes below the rows that its rows belong to.
    below: tuple[Nested, ...] = field(default=(), metadata=LATER)
    # The field that stands for the key in paths.
    lookup: Column | None = field(default=None, metadata=LATER)
    # What answers tell of other rows: worked out of the rows that are answered.
    attached: tuple[Field, ...] = field(default=(), metadata=LATER)
    # The tables that hold the links of its rows to others.
    link_tables: tuple[TableModel, ...] = field(default=(), metadata=LATER)
    # The rows of other resources that answers hold, or may be asked for.
    expansions: tuple[Expansion, ...] = field(default=(), metadata=LATER)

    @property
    def expandable(self) -> tuple[Expansion, ...]:
        """What reads and lists may be asked for."""
        return tuple(expansion for expansion in self.expansions if not expansion.always)

    @property
    def expanded(self) -> tuple[Expansion, ...]:
        """What every answer holds."""
        return tuple(expansion for expansion in self.expansions if expansion.always)

    @property
    def read_class(self) -> ClassName:
        """The class of rows as reads and lists answer them."""
        return class_of(self.name, "expanded" if self.expansions else "public")

    @property
    def written_class(self) -> ClassName:
        """The class of rows as all else answers them."""
        return class_of(self.name, "expanded" if self.expanded else "public")

    @property
    def lists(self) -> bool:
        """Whether some route lists its rows."""
        return "list" in self.routes or any("list" in nested.routes for nested in self.below)

    @property
    def creates(self) -> bool:
        """Whether some route creates one."""
        return "create" in self.routes or any("create" in nested.routes for nested in self.below)

    @property
    def nests(self) -> tuple[HasMany, ...]:
        """What has routes below each of its rows."""
        return tuple(many for many in self.has_many if many.nested)

    @property
    def crud(self) -> Identifier:
        """The variable of its FastCRUD."""
        return beside(self.folder, STATEMENT_NAMES | self._stats)

    def crud_of(self, reference: Reference) -> Identifier:
        """The variable of the FastCRUD of rows that it refers to."""
        if reference.resource == self.name:
            return self.crud
        return beside(f"{reference.folder}_crud", {self.crud, *self._stats})

    def statement_of(self, action: Action) -> Identifier:
        """The function that makes the statement of an action."""
        leading = (*self.references, *(way[-1] for way in self.ways))
        cruds = {self.crud_of(field.reference) for field in leading if field.reference}
        return beside(action.name, STATEMENT_NAMES | {self.crud, *cruds})

    @property
    def _stats(self) -> set[str]:
        """The variables of stats."""
        return {f"stats_{stat.name}" for stat in self.stats}

    @property
    def ways(self) -> tuple[tuple[Field, ...], ...]:
        """The references that lists look across, each behind those that lead to it."""
        taken = [filter_.steps for filter_ in self.operator_filters]
        taken += [
            each.steps
            for filter_ in self.choice_filters
            for choice in filter_.choices
            for each in choice.beyond
        ]
        taken += [each.steps for key in self.sort_keys for each in key.fields]
        found = {
            tuple(step.name for step in steps[:end]): steps[:end]
            for steps in taken
            for end in range(1, len(steps) + 1)
        }
        return tuple(found.values())

    @property
    def answered(self) -> tuple[Field, ...]:
        """The fields that answers have."""
        computed = (field for field in self.computed if field.switch is None)
        return (*self._with_switches(self.shown), *computed, *self.attached)

    @property
    def sent(self) -> tuple[Field, ...]:
        """The fields that clients may send, whether they have a column or not."""
        columns = (each for each in self._with_switches(self.writable) if each.writable)
        return (*columns, *self.links)

    @property
    def sent_later(self) -> tuple[Field, ...]:
        """Those that they may send to change a row."""
        return tuple(each for each in self.sent if each.changeable)

    @property
    def links(self) -> tuple[Field, ...]:
        """The fields that list rows of other tables, to which rows are linked."""
        return tuple(field for field in self.attached if field.link)

    @property
    def own_links(self) -> tuple[Field, ...]:
        """Those of them whose links are in a table of their own."""
        return tuple(field for field in self.links if field.link and not field.link.through)

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
    def address(self) -> Field:
        """The field by which paths name a row."""
        return next((field for field in self.fields if field.name == self.lookup), self.key)

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
    def references(self) -> tuple[Field, ...]:
        """The fields that refer to other rows."""
        return tuple(field for field in self.fields if field.reference)

    @property
    def through(self) -> Field | None:
        """The field that refers to the row whose owner is the row's own, where that is so."""
        return next((field for field in self.references if field.name == self.owner.column), None)

    @property
    def changes(self) -> bool:
        """Whether some route changes the fields of a row that is there."""
        return bool(self.put or "patch" in self.routes)

    @property
    def single(self) -> bool:
        """Whether each owner has one row at most."""
        return any(unique.single for unique in self.table.uniques)

    @property
    def filled_in(self) -> tuple[Field, ...]:
        """The fields that refer to the owner's own row, whose key the server fills in."""
        return tuple(field for field in self.references if field.own)

    @property
    def create_only(self) -> tuple[Field, ...]:
        """The fields that clients may send to create a row, and not to change it."""
        return tuple(field for field in self.writable if not field.changeable)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that answers have."""
        return tuple(field for field in self.fields if field.shown)

    @property
    def kept(self) -> tuple[Field, ...]:
        """What stays as it was where a PUT doesn't send it.

        The paths of rows stay, and links aren't cleared by clients that know nothing of them.
        """
        named = (each for each in self.changeable if each.made_from or each.name == self.lookup)
        return (*named, *self.links)

    @property
    def made(self) -> Field | None:
        """The slug that the server makes where a create doesn't give it."""
        return next((field for field in self.fields if field.made_from), None)

    @property
    def replacement(self) -> Literal["Create", "Replace"]:
        """Which body replaces a row: that of a create, unless some of it stays as it was."""
        kept = self.changeable != self.writable or self.kept
        return "Replace" if kept else "Create"

    @property
    def renamed(self) -> tuple[Field, ...]:
        """The fields that clients may send under an old name, too."""
        return tuple(field for field in self.writable if field.alias)

    @property
    def served(self) -> bool:
        """Whether clients reach its rows at all, or only other resources do."""
        return bool(self.routes or self.actions or self.stats or self.below or self.nests)

    @property
    def marks(self) -> bool:
        """Whether some action makes or takes away a row of the caller's own."""
        return any(action.mark for action in self.actions)

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
