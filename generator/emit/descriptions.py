"""What the documentation says where the spec is silent; the code and the contract say the same."""

import json
from collections.abc import Sequence

from generator.emit.filters import by_name
from generator.model.actions import NOW, Action
from generator.model.fields import Deprecation, Field, Scalar
from generator.model.lists import Choice, ChoiceFilter, OperatorFilter
from generator.model.names import words
from generator.model.resource import Resource

# What the parameter for the direction of a sort does.
ORDER = "In which direction: `asc` or `desc`; without it, the key's own."

_LISTED = "separated by commas or repeated"
_COMPARISONS = {
    "eq": "whose `{field}` is this",
    "ne": "whose `{field}` isn't this",
    "in": f"whose `{{field}}` is one of these, {_LISTED}",
    "nin": f"whose `{{field}}` is none of these, {_LISTED}",
    "lt": "whose `{field}` is less than this",
    "lte": "whose `{field}` is at most this",
    "gt": "whose `{field}` is more than this",
    "gte": "whose `{field}` is at least this",
    "between": f"whose `{{field}}` lies between these two, {_LISTED}; both are included",
    "contains": "whose `{field}` contains this text, in any case",
    "startswith": "whose `{field}` starts with this text, in any case",
    "endswith": "whose `{field}` ends with this text, in any case",
    "any": f"whose `{{field}}` has at least one of these, {_LISTED}",
    "all": f"whose `{{field}}` has all of these, {_LISTED}",
    "is_null": "that have no `{field}` (true), or that have one (false)",
}


def description(field: Field) -> str | None:
    """What a field is."""
    if field.description is None and field.switch is not None:
        state = field.switch.state
        text = f"Whether `{state.field.public}` is {_any(state.values)}."
        if field.writable:
            text += (
                f" True makes it {_value(state.values[0])} where it isn't, "
                f"and false makes it {_value(field.switch.otherwise)} where it is."
            )
        return text
    if field.description is None and field.since is not None:
        state = field.since
        return f"When `{state.field.public}` became {_any(state.values)}; null while it isn't."
    return field.description


def stays(resource: Resource) -> str:
    """What a replacement leaves as it was."""
    said = (
        ["What can only be given when it is created stays as it is."]
        if resource.create_only
        else []
    )
    kept = " or ".join(f"`{field.public}`" for field in resource.kept)
    return " ".join([*said, *([f"Without {kept}, that stays as it is."] if kept else [])])


def _any(values: Sequence[Scalar | None]) -> str:
    return " or ".join(map(_value, values))


def whose(resource: Resource) -> str:
    """The rows that somebody who asks may read, in words."""
    return f"{'everybody' if resource.public else 'the caller'}'s {resource.labels}"


def tag_description(resource: Resource) -> str:
    """What the routes of a resource are about."""
    found = whose(resource)
    return resource.description or f"{found[0].upper()}{found[1:]}."


def filter_description(filter_: OperatorFilter, resource: Resource) -> str:
    """Which rows a filter leaves."""
    condition = _COMPARISONS[filter_.operator].format(field=filter_.subject)
    text = f"Only {resource.labels} {condition}."
    if filter_.renamed is not None and filter_.deprecation is not None:
        return f"{_old_name(filter_.renamed, filter_.deprecation)} {text}"
    return with_note(text, filter_.deprecation)


def choice_description(filter_: ChoiceFilter, resource: Resource) -> str:
    """What each choice of a filter stands for."""
    text = f"Which {resource.labels}: {', '.join(map(_choice, filter_.choices))}."
    return with_note(text, filter_.deprecation)


def _choice(choice: Choice) -> str:
    conditions = " and ".join(
        f"`{subject}` is {value if isinstance(value, str) else json.dumps(value)}"
        for subject, value in choice.said
    )
    return f"`{choice.name}` ({conditions})" if conditions else f"`{choice.name}`"


def sort_description(resource: Resource) -> str:
    """How the parameter `sort` is written."""
    keys = len(resource.sort_keys)
    return f"What to sort by, {_LISTED}; `-` turns {'it' if keys == 1 else 'a key'} round."


def action_description(action: Action, resource: Resource) -> str:
    """What an action does, and to which rows."""
    if action.turns is not None:
        return f"Turn `{action.turns.public}` of {resource.label_with_article} over."
    if action.mark is not None:
        marks = words(action.mark.name)
        if action.mark.adds:
            return f"Make one of your own {marks} of {resource.label_with_article}; one is enough."
        return f"Take away your own one of the {marks} of {resource.label_with_article}."
    what = []
    if action.toggle is not None and action.toggle.shown:
        what.append(_turned(action.toggle, action))
    what += [f"`{field.public}` becomes what is sent" for field in action.needed]
    what += [
        f"`{field.public}` becomes {_new_value(field, value)}"
        for field, value in action.set
        if field.shown
    ]
    for step in action.increment:
        by = str(step.by).lstrip("-")
        what.append(f"`{step.field.public}` becomes {by} {'less' if step.down else 'more'}")
    if action.run:
        text = f"The action `{action.name}` on {resource.label_with_article}."
    else:
        text = f"Change {resource.label_with_article}{': ' if what else ''}{', '.join(what)}."
    needs = [
        f"`{field.public}` is {' or '.join(map(_value, values))}" for field, values in action.when
    ]
    for step in action.increment:
        bound = "least" if step.down else "most"
        needs.append(f"`{step.field.public}` stays at {bound} {step.end}")
    return f"{text}\n\nOnly where {' and '.join(needs)}; otherwise 409." if needs else text


def _turned(field: Field, action: Action) -> str:
    if field in action.given:
        return f"`{field.public}` becomes what is sent, or is turned over where nothing is"
    return f"`{field.public}` is turned over"


def _new_value(field: Field, value: Scalar | None) -> str:
    if field.type == "datetime" and value == NOW:
        return "the time of the request"
    return _value(value)


def _value(value: Scalar | None) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def with_note(text: str | None, deprecation: Deprecation | None) -> str:
    """A description, and below it that what it describes will go away."""
    note = f"Deprecated {_period(deprecation)}" if deprecation else ""
    if deprecation and deprecation.use:
        note += f": use {deprecation.use}"
    return "\n\n".join(part for part in (text, note and f"{note}.") if part)


def old_name_description(field: Field) -> str:
    """What stands beside the old name of a field."""
    return _old_name(field.public, field.alias.deprecation) if field.alias else ""


def _old_name(name: str, deprecation: Deprecation) -> str:
    return f"Old name of `{name}`; deprecated {_period(deprecation)}."


def _period(deprecation: Deprecation) -> str:
    until = f", until {deprecation.sunset}" if deprecation.sunset else ""
    return f"since {deprecation.since}{until}"


FILTERS = by_name(
    action_description,
    choice_description,
    old_name_description,
    sort_description,
    stays,
    tag_description,
    whose,
)
