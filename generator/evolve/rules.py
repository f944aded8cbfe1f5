"""What each change means, as data: for the database, and for clients.

The identifier is also the word of consent: `consent: [remove_field notes]`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Class: TypeAlias = Literal["safe", "guarded", "breaking", "exposing", "refused"]
"""Goes through; in steps that don't lock; needs consent; its own consent; is written by hand."""

ORDER: tuple[Class, ...] = ("safe", "guarded", "breaking", "exposing", "refused")
NEED_CONSENT: frozenset[Class] = frozenset({"breaking", "exposing"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change."""

    id: str
    # What it is for the database and its rows, and for clients; None where it doesn't concern them.
    database: Class | None
    clients: Class | None
    # What the change is, and what follows from it.
    purpose: str

    @property
    def judged(self) -> Class:
        """The worse of the two."""
        given = [found for found in (self.database, self.clients) if found is not None]
        return max(given, key=ORDER.index)


def _rules(*rules: Rule) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules}


RULES = _rules(
    # Resources.
    Rule("add_resource", "safe", "safe", "A new table and its routes."),
    Rule(
        "remove_resource", "breaking", "breaking", "The table goes with its rows, and its routes."
    ),
    Rule(
        "rename_resource",
        "guarded",
        "safe",
        "The table is renamed and its rows are kept; schemas and operations have other names.",
    ),
    Rule("rename_table", "guarded", None, "The plural changed, so the table is renamed."),
    Rule(
        "move_path_with_alias", None, "safe", "The routes are at another path and at the old one."
    ),
    Rule("move_path", None, "breaking", "The routes are at another path."),
    Rule("add_old_path", None, "safe", "The routes are at their old path, too."),
    Rule(
        "remove_old_path", None, "breaking", "The old path ends before the date that was promised."
    ),
    Rule("end_old_path", None, "safe", "The old path ends after the date that was promised."),
    # Fields.
    Rule("add_field", "safe", "safe", "A new column that rows without a value can have."),
    Rule(
        "add_required_field",
        "guarded",
        "breaking",
        "Rows that are there get the backfill; creates without the field are refused.",
    ),
    Rule("add_slug", "guarded", "safe", "A new column, in which rows get a slug of their own."),
    Rule("remove_field", "breaking", "breaking", "The column goes with its values."),
    Rule(
        "rename_field",
        "guarded",
        "breaking",
        "The column keeps its values; clients must use the new name.",
    ),
    Rule(
        "rename_field_with_alias",
        "guarded",
        "safe",
        "The column keeps its values; clients may use both names until a date.",
    ),
    Rule("rename_column", "guarded", None, "The column keeps its values, and its name in JSON."),
    Rule("change_json_name", None, "breaking", "Clients must use the new name."),
    Rule("change_json_name_with_alias", None, "safe", "Clients may use both names until a date."),
    Rule("add_alias", None, "safe", "A field has its old name, too."),
    Rule("remove_alias", None, "breaking", "The old name ends before the date that was promised."),
    Rule("end_alias", None, "safe", "The old name ends after the date that was promised."),
    Rule(
        "require_field",
        "guarded",
        "breaking",
        "Null is refused; rows without a value are in the way unless a backfill gives them one.",
    ),
    Rule("allow_null", "guarded", "safe", "Clients may find null in answers."),
    Rule("add_default", "safe", "safe", "Creates may leave the field out."),
    Rule(
        "change_default", "safe", "breaking", "Creates that leave the field out give another value."
    ),
    Rule(
        "remove_default",
        "safe",
        "breaking",
        "Creates that leave the field out give null, or are refused.",
    ),
    Rule(
        "make_read_only", "safe", "breaking", "The server gives the value; sending it is refused."
    ),
    Rule("make_writable", "safe", "safe", "Clients may send the field."),
    Rule(
        "make_create_only",
        None,
        "breaking",
        "Clients may send the field to create a row, and not to change one.",
    ),
    Rule("make_changeable", None, "safe", "Clients may send the field to change a row, too."),
    Rule("show_field", None, "exposing", "Answers have values that clients couldn't read."),
    Rule("hide_field", None, "breaking", "Answers don't have the field any more."),
    Rule("add_from", None, "safe", "Creates may leave a slug out: the server makes one."),
    Rule("change_from", None, "safe", "Slugs of new rows are made of another text."),
    Rule("remove_from", None, "breaking", "The server makes no slug where a create leaves it out."),
    Rule("change_stamp", "safe", "safe", "The server writes the time at another moment."),
    Rule("change_trim", None, "safe", "Blanks around a text are treated in another way."),
    Rule(
        "add_unique",
        "guarded",
        "breaking",
        "Rows that repeat the values of another are in the way, and repeating them is refused.",
    ),
    Rule(
        "rely_on_unique",
        "breaking",
        None,
        "Several rows may have what the code takes for unique until the contract part has run, "
        "unless nothing is served meanwhile.",
    ),
    Rule("remove_unique", "safe", "safe", "Values may repeat; clients may not expect that."),
    # References.
    Rule(
        "add_reference",
        "breaking",
        "breaking",
        "Values that are no key of a row of the same owner are in the way, and refused.",
    ),
    Rule(
        "change_reference",
        "breaking",
        "breaking",
        "Values that are no key of the other rows are in the way, and refused.",
    ),
    Rule("remove_reference", "safe", "safe", "Any key is taken, and what it refers to may go."),
    Rule(
        "change_on_delete",
        "guarded",
        "breaking",
        "Something else becomes of rows when the one that they refer to is deleted.",
    ),
    Rule("allow_circles", None, "safe", "Rows may become their own ancestors."),
    Rule(
        "refuse_circles",
        None,
        "breaking",
        "No row becomes its own ancestor any more; those that are stay so until they are changed.",
    ),
    # Links to many rows.
    Rule(
        "add_link",
        "safe",
        "safe",
        "New routes, and a table of links, where these are no rows of a resource.",
    ),
    Rule(
        "remove_link",
        "breaking",
        "breaking",
        "The routes go, and the links with them that are in a table of their own.",
    ),
    Rule(
        "rename_link",
        "guarded",
        "breaking",
        "The links are kept; clients must use the new name, in bodies and in paths.",
    ),
    Rule(
        "change_link",
        "refused",
        "refused",
        "Links to one kind of row can't lead to another, nor move to another table.",
    ),
    Rule(
        "change_link_names",
        None,
        "breaking",
        "The links are kept; bodies, answers and filters have names instead of keys, or keys.",
    ),
    Rule("raise_link_max", None, "safe", "Rows may have more links."),
    Rule(
        "lower_link_max", None, "breaking", "Longer lists are refused; those that are there stay."
    ),
    # Fields that stand for a state of another one.
    Rule(
        "derive_field",
        "guarded",
        "safe",
        "A bool follows from a new enum, which rows get from it; then its column goes.",
    ),
    Rule(
        "derive_from_existing",
        "breaking",
        "safe",
        "A bool follows from an enum that is there: its column goes with its values.",
    ),
    Rule(
        "store_field",
        "guarded",
        "safe",
        "A bool that followed from an enum gets a column, which rows fill from there.",
    ),
    # Computed fields.
    Rule("add_computed", None, "safe", "Answers have another field, which no column holds."),
    Rule("remove_computed", None, "breaking", "Answers lack a field; nothing stored goes with it."),
    Rule("change_computed", None, "breaking", "A field is worked out otherwise."),
    # Types and their rules.
    Rule("widen_precision", "safe", "safe", "Numbers may have more digits before their point."),
    Rule("widen_type", "guarded", "safe", "The new type holds every value of the old one."),
    Rule(
        "widen_type_as_text",
        "guarded",
        "breaking",
        "The new type holds every value, but travels as text, or in another form.",
    ),
    Rule(
        "narrow_type", "breaking", "breaking", "Values that the new type can't hold are in the way."
    ),
    Rule("change_type", "refused", "refused", "No rule leads from the old type to the new one."),
    Rule(
        "loosen_min",
        "safe",
        "safe",
        "Smaller values are taken; strict clients may not expect them.",
    ),
    Rule(
        "loosen_max", "safe", "safe", "Larger values are taken; strict clients may not expect them."
    ),
    Rule("tighten_min", "breaking", "breaking", "Values below the new least are in the way."),
    Rule("tighten_max", "breaking", "breaking", "Values above the new most are in the way."),
    Rule("add_pattern", "breaking", "breaking", "Texts that don't match are in the way."),
    Rule(
        "change_pattern",
        "breaking",
        "breaking",
        "Texts that don't match the new one are in the way.",
    ),
    Rule("remove_pattern", "safe", "safe", "Any text is taken."),
    Rule("add_value", "safe", "safe", "Clients that know the old values may not know the new one."),
    Rule(
        "remove_value",
        "breaking",
        "breaking",
        "Rows that have the value are in the way unless `was: {values: ...}` gives them another.",
    ),
    Rule("rename_value", "guarded", "breaking", "Rows that have the old value get the new one."),
    Rule("reorder_values", "safe", "safe", "Lists sort in the new order."),
    Rule(
        "restrict_values",
        "breaking",
        "breaking",
        "A text becomes an enum: other texts are in the way.",
    ),
    Rule("release_values", "safe", "safe", "An enum becomes a text: clients may find any value."),
    Rule(
        "restrict_form",
        "breaking",
        "breaking",
        "A text must be an email address, a slug or the like: other texts are in the way.",
    ),
    Rule(
        "change_form",
        "breaking",
        "breaking",
        "A text must be of another form: values of the old one are in the way.",
    ),
    Rule("release_form", "safe", "safe", "Any text is taken, and clients may find any."),
    # Lists.
    Rule("add_filter", None, "safe", "Lists take another parameter."),
    Rule("remove_filter", None, "breaking", "A parameter of lists is refused."),
    Rule("end_filter", None, "safe", "A parameter goes after the date that was promised."),
    Rule("add_choice", None, "safe", "A filter has another choice."),
    Rule("remove_choice", None, "breaking", "A choice of a filter is refused."),
    Rule("change_choice", None, "breaking", "A choice stands for other rows."),
    Rule("change_choice_default", None, "breaking", "Lists without the parameter hold other rows."),
    Rule("add_search", "guarded", "safe", "The table is rewritten with the words of each row."),
    Rule("remove_search", "safe", "breaking", "The parameter `q` is refused."),
    Rule("change_search", "guarded", "safe", "The table is rewritten; `q` finds other rows."),
    Rule("add_sort", None, "safe", "Lists can be sorted by another key."),
    Rule("remove_sort", None, "breaking", "A key to sort by is refused."),
    Rule("change_sort", None, "breaking", "A key sorts in another way."),
    Rule("change_default_sort", None, "breaking", "Lists come in another order unasked."),
    Rule("move_sort", None, "breaking", "The parameter that sorts lists has another name."),
    Rule("add_sort_order", None, "safe", "A parameter gives the direction of the sort."),
    Rule("remove_sort_order", None, "breaking", "The parameter for the direction is refused."),
    Rule("raise_page_max", None, "safe", "Larger pages may be asked for."),
    Rule("lower_page_max", None, "breaking", "Pages that may be asked for now are refused."),
    Rule("raise_page_size", None, "safe", "Lists hold more rows unasked."),
    Rule("lower_page_size", None, "breaking", "Lists hold fewer rows unasked."),
    Rule("add_total", None, "safe", "Lists tell how many rows there are, or can be asked to."),
    Rule("remove_total", None, "breaking", "Lists don't tell any more how many rows there are."),
    # Rows of other resources in answers.
    Rule("add_expansion", None, "safe", "Answers may hold rows of another resource."),
    Rule("remove_expansion", None, "breaking", "Answers hold less than they did."),
    Rule(
        "change_expansion",
        None,
        "breaking",
        "Answers hold other rows, or in another order, or where they didn't.",
    ),
    Rule("raise_expansion", None, "safe", "Answers hold more rows of another resource."),
    Rule("lower_expansion", None, "breaking", "Answers hold fewer rows of another resource."),
    # Forms of answers.
    Rule("change_list_form", None, "breaking", "Lists are answered in another form."),
    Rule("change_row_form", None, "breaking", "Single rows are answered in another form."),
    Rule("change_deleted_form", None, "breaking", "Deletes are answered in another form."),
    Rule("change_error_form", None, "breaking", "Errors are answered in another form."),
    # Routes and actions.
    Rule("add_route", None, "safe", "There is another route."),
    Rule("remove_route", None, "breaking", "A route is gone."),
    Rule("change_nested", None, "breaking", "Other rows are at a path below a row."),
    Rule("change_lookup", None, "breaking", "The paths of rows have another field."),
    Rule("change_put", None, "breaking", "PUT treats absent fields in another way."),
    Rule("add_action", None, "safe", "There is another action."),
    Rule("remove_action", None, "breaking", "An action is gone."),
    Rule("end_action", None, "safe", "An action goes after the date that was promised."),
    Rule(
        "change_action",
        None,
        "breaking",
        "An action has another method or path, or does something else.",
    ),
    Rule("extend_action", None, "safe", "An action takes a field that may be left out."),
    Rule("loosen_action", None, "safe", "An action applies in more states."),
    Rule("tighten_action", None, "breaking", "An action is refused in states in which it applied."),
    # Hooks.
    Rule(
        "add_hook",
        None,
        "breaking",
        "A function of your own may refuse requests, or change what they write.",
    ),
    Rule("remove_hook", None, "safe", "Requests are taken as the spec says, and nothing else."),
    # Stats.
    Rule("add_stat", None, "safe", "There is another stat."),
    Rule("remove_stat", None, "breaking", "A stat is gone."),
    Rule(
        "change_stat",
        None,
        "breaking",
        "A stat has other groups or names, or lacks a number that it told.",
    ),
    Rule("extend_stat", None, "safe", "A stat tells another number, too."),
    # What goes away.
    Rule("deprecate", None, "safe", "Clients are told to use something else."),
    Rule("undeprecate", None, "safe", "What was to end stays."),
    Rule("hasten_sunset", None, "breaking", "The end comes before the date that was promised."),
    # Access and the API as a whole.
    Rule("change_owner", "refused", "refused", "Another column says whose the rows are."),
    Rule("change_key", "refused", "refused", "Rows are known by another key."),
    Rule(
        "change_user_claim",
        None,
        "exposing",
        "Callers are known by another claim, and may reach rows that are not theirs.",
    ),
    Rule("change_role_claim", None, "exposing", "Callers have the roles of another claim."),
    Rule("change_tokens", None, "breaking", "Tokens of the old kind are refused."),
    Rule(
        "reveal_foreign",
        None,
        "exposing",
        "403 tells callers that a row of somebody else's is there.",
    ),
    Rule(
        "open_reading",
        None,
        "exposing",
        "Everybody reads the rows of all owners, without a token, too.",
    ),
    Rule("close_reading", None, "breaking", "Only their owners read the rows, with a token."),
    Rule("hide_foreign", None, "breaking", "Rows of others answer 404 instead of 403."),
    Rule(
        "change_validation_status",
        None,
        "breaking",
        "Requests that break a rule get another status.",
    ),
    Rule(
        "add_users", "guarded", None, "Callers get rows of their own, those who own rows at once."
    ),
    Rule("remove_users", "breaking", None, "The table of users goes with its rows."),
    Rule(
        "add_owner_reference",
        "guarded",
        None,
        "Owners must be in the table of users; rows of others are in the way.",
    ),
    Rule("remove_owner_reference", "safe", None, "Owners need not be in the table of users."),
    Rule("add_origin", None, "safe", "Browsers may call from another origin."),
    Rule("remove_origin", None, "breaking", "Browsers may not call from this origin any more."),
    Rule("move_api", None, "breaking", "Every path has another prefix."),
    Rule(
        "change_user_path",
        None,
        "breaking",
        "Paths carry the caller's id, at another place, or not any more.",
    ),
    Rule(
        "take_over_users",
        "refused",
        None,
        "A table of users that one system keeps becomes another's.",
    ),
    Rule(
        "unknown_contract",
        None,
        "breaking",
        "What clients knew can't be read, so nothing can be said of what changes for them.",
    ),
    Rule("document", None, "safe", "Only the documentation changes."),
    # Indexes.
    Rule("add_index", "safe", None, "Built while the table is in use."),
    Rule("remove_index", "safe", None, "Dropped while the table is in use."),
    Rule("change_index", "safe", None, "Built anew while the table is in use."),
)
