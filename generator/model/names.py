"""Every name of the emitted code, the API and the database is made here.

The names of the spec are taken only when they can be all that they become: Python names,
columns, JSON keys and path segments.
"""

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Collection
from typing import Literal

MAX_NAME = 40
MAX_IDENTIFIER = 63


class ClassName(str):
    """A Python class: ``TaskCreate``."""


class Identifier(str):
    """A Python variable, function or parameter: ``task_id``."""


class Folder(str):
    """A package below ``resources/``: ``order_items``."""


class Column(str):
    """A column, which is also an attribute: ``due_date``."""


class Table(str):
    """A table: ``order_items``."""


class Constraint(str):
    """A constraint or an index, at most as long as PostgreSQL allows."""


class Path(str):
    """A path of the API, or a part of one."""


class PublicName(str):
    """A JSON key, a query parameter, or a value of one: ``due_date__gte``."""


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLASS_PATTERN = re.compile(r"[A-Z][A-Za-z0-9]{0,39}")
FIELD_PATTERN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SQL_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
CHOICE_PATTERN = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")
# A '-' before it turns a sort round, so there is none in it.
SORT_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
# Two underscores stand between a field and an operator, and nowhere else.
JSON_PATTERN = re.compile(r"_?[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*")

# What the lists of every resource take as parameters.
API_NAMES = frozenset({"cursor", "expand", "limit", "offset", "q", "sort", "total"})

# What stands beside the resources, directly below the prefix.
API_SEGMENTS = frozenset({"me", "stats", "summary"})

# Names that Python, SQLModel and pydantic use, or that the emitted modules do.
PYTHON_NAMES = frozenset(
    {*keyword.kwlist, "bool", "dt", "float", "int", "l", "list", "sa", "str", "utc_now", "uuid7"}
)
MODEL_NAMES = _each(
    """
    construct copy dict from_orm json metadata model_computed_fields model_config
    model_construct model_copy model_dump model_dump_json model_extra model_fields
    model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild
    model_validate model_validate_json model_validate_strings parse_file parse_obj parse_raw
    registry schema schema_json sqlmodel_update update_forward_refs validate
    """
)
# The columns that every table of PostgreSQL has, and the one that search adds.
DATABASE_NAMES = frozenset(
    {"cmax", "cmin", "ctid", "oid", "search_vector", "tableoid", "xmax", "xmin"}
)
RESERVED_FIELDS = PYTHON_NAMES | MODEL_NAMES | DATABASE_NAMES | API_NAMES

# Classes that the emitted modules use under these names.
RESERVED_CLASSES = _each(
    """
    ABSENT APIError APIRouter ATTACHED Absent Across AliasChoices Annotated Any Attached
    BaseModel BigInt BigIntSent BindParameter Body BrokenReference CALLER CRUDS Callable Caller
    CallerPublic ClassVar ColorForm ColorText ColumnElement CommaSeparated ConfigDict Crud
    CurrentUser Database DatabaseDep Date Decimal DecimalSent DecimalText EMBEDDED EXPANSIONS
    EmailForm EmailText Exception FOLLOWING False FastCRUD Field FieldError FilterPart
    FilterText Following Forbidden FromTo Groups Health HostnameForm HostnameText Input Int32
    Int64 Ipv4Form Ipv4Text Ipv6Form Ipv6Text JSONB JSONText Json KEY Listing Literal Mapping
    Me NEW_KEY NOTHING NoNul None NotFound Number OldName PUBLIC PageQuery PhoneForm PhoneText
    PolicyConfig Problem Query ROUTERS Relationship RenamedInput Response Rule SQLModel
    SearchWords SlugForm SlugText Sort Statement StrEnum StrictBool StrictFloat StrictInt
    StringConstraints Summary TABLES TSVECTOR TimeOfDay TimeSent Totals True UUID UrlForm
    UrlText User UtcDatetime WithJsonSchema
    """
)
# The same where something follows from the fields of the resource: elsewhere they are free.
FOLLOWING_CLASSES = _each("Since State Switch")
# The same where the server makes a slug.
SLUG_CLASSES = _each("SLUG Slug")
# The same where some rows are linked to others.
LINKING_CLASSES = _each("LINKED LINKS Links LinksThrough Merged")

# The class of errors; those of the objects in one begin like it.
PROBLEM = ClassName("Problem")

# What an action may not be called: the routes and the statements have these names.
RESERVED_ACTIONS = frozenset(
    {
        *("create", "delete", "exists", "list", "listing", "patch", "put", "read", "replace"),
        *("reachable", "referred", "referring", "state_now", "update"),
        *keyword.kwlist,
    }
)

# What the modules of a resource's policy and statements have besides those of actions, or use.
STATEMENT_NAMES = _each(
    """
    aliased as_page average beginning bool build cache caller chosen col compiled count create
    delete dict dt embedded_row embedded_rows exists expand fields first_day frozenset getattr
    has_all has_any has_end has_part has_start has_words holds insert_if is_between is_one_of
    is_own is_readable known linked listing lowered lru_cache mark may_refer new not_overtaken
    one own owned parameter parameters policy_for provision public_columns reach reachable read
    readable referred referring refers relinked require_create row sa sorted state_now str told
    total true unchanged unmark update written
    """
)
# What the module of a resource's routes has besides those.
ROUTE_NAMES = _each(
    """
    as_deleted as_row as_sent at_old_path not_linked not_now not_written old_router out_of_reach
    own_path own_router persistently provision_values refusal replaced resource_router sent
    set_fields
    """
)
# The columns of the users that are provisioned.
USER_NAMES = _each("created_at email id name")

# Files of the user's own code that are there already.
CUSTOM_MODULES = frozenset({"summary", "tests", *keyword.kwlist})
# What a function of the user's own may not be called: the file of it has the name, too.
RESERVED_FUNCTIONS = frozenset({"hooks", "runs", *keyword.kwlist})

# PostgreSQL's reserved words, which SQL text must quote.
SQL_WORDS = _each(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast
    check collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user
    default deferrable desc distinct do else end except false fetch for foreign freeze from
    full grant group having ilike in initially inner intersect into is isnull join lateral
    leading left like limit localtime localtimestamp natural not notnull null offset on only
    or order outer overlaps placing primary references returning right select session_user
    similar some symmetric system_user table tablesample then to trailing true union unique
    user using variadic verbose when where window with between bigint bit boolean char
    character coalesce dec decimal exists extract float greatest grouping inout int integer
    interval json least merge_action national nchar none normalize nullif numeric out
    overlay position precision real row setof smallint substring time timestamp treat trim
    values varchar
    """
)

_IRREGULAR = {
    "child": "children",
    "foot": "feet",
    "goose": "geese",
    "leaf": "leaves",
    "life": "lives",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "shelf": "shelves",
    "tooth": "teeth",
    "woman": "women",
}


_UNCOUNTABLE = frozenset({"equipment", "fish", "information", "news", "series", "sheep", "species"})


def snake(name: str) -> Identifier:
    """``OrderItem`` as ``order_item``, ``HTTPLog`` as ``http_log``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return Identifier(spaced.lower())


def plural(item: str) -> Identifier:
    """The plural of an English noun in snake case."""
    *before, last = item.split("_")
    return Identifier("_".join([*before, _plural_word(last)]))


def _plural_word(word: str) -> str:
    if word in _UNCOUNTABLE or word in _IRREGULAR.values():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("sis"):
        return word[:-2] + "es"
    if re.search(r"[aeiou]z$", word):
        return word + "zes"
    if re.search(r"[^aious]s$", word):
        # A plural already, as a resource may be named by mistake.
        return word
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    return word + "s"


def singular(items: str) -> Identifier:
    """What is called so in the plural, in snake case: ``tag`` for ``tags``."""
    *before, last = items.split("_")
    return Identifier("_".join([*before, _singular_word(last)]))


def _singular_word(word: str) -> str:
    if word in _UNCOUNTABLE:
        return word
    found = next((one for one, several in _IRREGULAR.items() if several == word), None)
    if found is None and re.search(r"[^aeiou]ies$", word):
        found = f"{word[:-3]}y"
    if found is None and re.search(r"([^aeiou]us|ss|x|z|ch|sh)es$", word):
        found = word[:-2]
    return found or re.sub(r"(?<=[^s])s$", "", word)


def words(name: str) -> str:
    """A Python name as it is said: ``order_item`` as ``order item``."""
    return name.replace("_", " ")


def with_article(label: str) -> str:
    """A noun with its article."""
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def camel(name: str) -> str:
    """``due_date`` as ``DueDate``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_-]", name))


def lower_camel(name: str) -> PublicName:
    """``due_date`` as ``dueDate``."""
    name = camel(name)
    return PublicName(name[:1].lower() + name[1:])


def class_of(resource: str, part: str) -> ClassName:
    """The class of a part of a resource: ``TaskPriority``."""
    return ClassName(resource + camel(part))


def answer_class(resource: str, kind: Literal["page", "row", "deleted"]) -> ClassName:
    """The class of an answer that has a form: ``TaskRowAnswer``."""
    return class_of(resource, f"{kind}_answer")


def class_within(parent: ClassName, key: str, taken: Collection[str]) -> ClassName:
    """The class of an object in an answer, by its key: ``TaskRowAnswerData``."""
    return ClassName(_free(parent + camel(key).replace("_", ""), taken))


def attribute(key: str, taken: Collection[str]) -> Identifier:
    """The attribute for any key of JSON: ``task_id`` for ``taskId``, ``json_`` for ``json``."""
    name = snake(key.replace("-", "_")).strip("_")
    if name in PYTHON_NAMES | MODEL_NAMES:
        name = Identifier(f"{name}_")
    # Pydantic keeps what begins with `model_` for itself.
    plain = name[:1].isalpha() and not name.startswith("model_")
    return Identifier(_free(name if plain else f"key_{name}", taken, "_"))


def _free(name: str, taken: Collection[str], before_number: str = "") -> str:
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name}{before_number}{number}"
    return free


def one_of_many(many: str, item: str, items: str) -> Identifier:
    """One of what belongs to a row: ``subtask`` of ``subtasks``, where rows are called tasks."""
    if many.endswith(items):
        return Identifier(many.removesuffix(items) + item)
    ones = (many[:-1], many[:-2], f"{many[:-3]}y")
    return Identifier(next((one for one in ones if one and plural(one) == many), many))


def key_parameter(item: str, key: str) -> Identifier:
    """The parameter for a row's key in paths: ``task_id``, or ``key`` where that can't be."""
    name = f"{item}_{key}"
    return Identifier("key" if len(name) > MAX_NAME or name in ROUTE_NAMES else name)


def beside(name: str, taken: Collection[str]) -> Identifier:
    """A name among others: ``build_`` where there is a ``build``, as no name of a spec ends."""
    while name in taken:
        name += "_"
    return Identifier(name)


def under(field: str, operator: str) -> PublicName:
    """The parameter of a filter: ``due_date__gte``, and ``due_date`` for equality."""
    return PublicName(field if operator == "eq" else f"{field}__{operator}")


def relation(field: str) -> str:
    """What the row is called that a field refers to: ``project`` for ``project_id``."""
    return re.sub("(?<=.)(_id|Id)$", "", field)


def across(*parts: str) -> Column:
    """The attribute for a field that references lead to: ``project__name``."""
    return Column("__".join(parts))


def way(*relations: str) -> Identifier:
    """The constant for the rows that references lead to: ``TO_PROJECT``."""
    return Identifier(f"TO_{'__'.join(relations).upper()}")


def stats_of(item: str, stat: str) -> Identifier:
    """The operation that tells a stat: ``task_stats_by_priority``."""
    return Identifier(f"{item}_stats_{stat}")


def linking(verb: str, item: str, links: str) -> Identifier:
    """The operation on a single link of these: ``link_task_tag`` of ``tags``."""
    return Identifier(f"{verb}_{item}_{singular(links)}")


def before(field: str) -> Column:
    """The attribute for the old name of a field, where that can't be one: ``old_due_date``."""
    return Column(f"old_{field}")


def at_path(operation: str, segment: str) -> Identifier:
    """An operation at an old path: ``list_tasks_at_todos``."""
    return Identifier(f"{operation}_at_{segment.replace('-', '_')}")


def member(value: str) -> Identifier:
    """The member of an enum class for a value: ``IN_PROGRESS`` for ``in progress``."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", value)).strip("_").upper()
    return Identifier(name if name.isidentifier() else f"VALUE_{name}".rstrip("_"))


def constraint(kind: str, table: str, *parts: str) -> Constraint:
    """The name of a constraint: ``ck_tasks_title_min``; a long one ends in a digest."""
    name = "_".join((kind, table, *parts))
    return _with_digest(name, name) if len(name) > MAX_IDENTIFIER else Constraint(name)


def told_apart(name: Constraint, content: str, taken: Collection[Constraint]) -> Constraint:
    """A name that nothing else has: `(due, date)` and `(due_date)` would have the same."""
    return _with_digest(name, content) if name in taken else name


def _with_digest(name: str, content: str) -> Constraint:
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Constraint(f"{name[: MAX_IDENTIFIER - 9]}_{digest}")


def sql_identifier(name: str) -> str:
    """A column as SQL text names it."""
    return f'"{name}"' if name in SQL_WORDS else name


# What a statement takes for the place of a parameter, even within a text.
PLACE = "%("


def sql_text(value: str) -> str:
    """A text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"
