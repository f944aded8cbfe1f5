"""The resolved model of the whole API."""

from dataclasses import dataclass, field
from typing import Literal

from generator.language.words import NestedRouteName
from generator.model.actions import HookPoint, OwnFunction
from generator.model.envelopes import Envelope
from generator.model.fields import Field
from generator.model.marks import Marked
from generator.model.names import Path
from generator.model.relations import LATER, Count
from generator.model.resource import Resource
from generator.model.tables import TableModel, Unique, in_order


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
    list_form: Envelope | None = field(default=None, metadata=LATER)
    row_form: Envelope | None = field(default=None, metadata=LATER)
    deleted_form: Envelope | None = field(default=None, metadata=LATER)
    error_form: Envelope | None = field(default=None, metadata=LATER)
    # What stands between prefix and resource, and carries the caller's id: `/users/{id}`.
    user_path: Path | None = field(default=None, metadata=LATER)

    def resource(self, name: str) -> Resource:
        """The resource of this name, which there is."""
        return next(resource for resource in self.resources if resource.name == name)

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
        """All tables, each after those that it refers to, but for circles."""
        users = () if self.users is None else (self.users,)
        resources = (resource.table for resource in self.resources)
        links = (table for resource in self.resources for table in resource.link_tables)
        return in_order((*users, *resources, *links))

    @property
    def refers(self) -> bool:
        """Whether some field refers to another row."""
        return any(resource.references or resource.links for resource in self.resources)

    @property
    def lists_keys(self) -> bool:
        """Whether some row lists others by their keys."""
        return any(field.link and not field.link.names for field in self._lists)

    @property
    def lists_texts(self) -> bool:
        """Whether some row lists others by a text of theirs."""
        return any(field.link and field.link.names for field in self._lists)

    @property
    def links_through(self) -> bool:
        """Whether some links are rows of a resource of their own."""
        return any(field.link and field.link.through for field in self._lists)

    @property
    def makes_listed_uuids(self) -> bool:
        """Whether some row that is made for a list has a key that PostgreSQL doesn't make."""
        made = [
            field.link.through or field.link.resource
            for field in self._lists
            if field.link and (field.link.names or field.link.through)
        ]
        return any(self.resource(name).key.type == "uuid" for name in made)

    @property
    def _lists(self) -> list[Field]:
        return [field for resource in self.resources for field in resource.links]

    @property
    def links(self) -> bool:
        """Whether some row is linked to others by a table between them."""
        return any(resource.links for resource in self.resources)

    @property
    def looks_across(self) -> bool:
        """Whether some list asks for fields of rows that its own refer to."""
        return any(resource.ways for resource in self.resources)

    @property
    def public(self) -> bool:
        """Whether everybody reads some of it, without a token, too."""
        return any(resource.public for resource in self.resources)

    def foreign_status_of(self, resource: Resource) -> Literal[403, 404]:
        """The status of a write to another owner's row: 404 hides nothing that everybody reads.

        By what each owner has for themselves a path names their own row, and nobody else's.
        """
        if resource.public:
            return 403
        return 404 if resource.lookup else self.foreign_status

    @property
    def guards(self) -> bool:
        """Whether some action doesn't apply to every row."""
        return any(resource.guards for resource in self.resources)

    @property
    def marks(self) -> bool:
        """Whether callers have rows of their own that mark others."""
        return any(
            resource.marks or any(isinstance(field.attached, Marked) for field in resource.attached)
            for resource in self.resources
        )

    @property
    def attaches(self) -> bool:
        """Whether some answer tells of other rows than its own."""
        return self.expands or any(resource.attached for resource in self.resources)

    @property
    def has_many(self) -> bool:
        """Whether the spec names rows that belong to others."""
        return any(resource.has_many for resource in self.resources)

    @property
    def nests(self) -> bool:
        """Whether some rows have routes below those that they belong to."""
        return any(resource.nests for resource in self.resources)

    @property
    def nests_lists(self) -> bool:
        """Whether some of these are lists."""
        nested = (each for resource in self.resources for each in resource.below)
        return any("list" in each.routes for each in nested)

    @property
    def lists_by_lookup(self) -> bool:
        """Whether paths name rows with lists below by another field than the key."""
        return "list" in self._below_lookup

    @property
    def creates_by_lookup(self) -> bool:
        """Whether they do where rows are created below."""
        return "create" in self._below_lookup

    @property
    def _below_lookup(self) -> set[NestedRouteName]:
        nests = (many for resource in self.resources if resource.lookup for many in resource.nests)
        return {route for many in nests if many.nested for route in many.nested.routes}

    @property
    def counts(self) -> bool:
        """Whether some answer tells how many other rows there are."""
        fields = (field for resource in self.resources for field in resource.attached)
        return any(isinstance(field.attached, Count) for field in fields)

    @property
    def expands(self) -> bool:
        """Whether some answer may hold rows of other resources."""
        return any(resource.expansions for resource in self.resources)

    @property
    def expands_on_request(self) -> bool:
        """Whether some request may ask for that."""
        return any(resource.expandable for resource in self.resources)

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
    def fills_in(self) -> bool:
        """Whether the server fills in the keys of owners' own rows."""
        return any(resource.filled_in for resource in self.resources)

    @property
    def makes_slugs(self) -> bool:
        """Whether the server makes slugs."""
        return any(resource.made for resource in self.resources)

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
            for field in (*resource.fields, *resource.computed, *resource.attached)
        )

    @property
    def announces(self) -> bool:
        """Whether a request may use something that will go away."""
        return any(resource.announces for resource in self.resources)
