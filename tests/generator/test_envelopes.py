"""Forms of answers: whatever tree a spec writes, the code makes exactly that JSON."""

import json
import random
from typing import Any

import pytest

from generator.emit.envelopes import json_text, python_data
from generator.emit.openapi.answers import answer_classes
from generator.language import parse, read
from generator.model import App, resolve
from generator.model.envelopes import Envelope, leaves
from generator.model.names import ClassName

# Keys that are no names in Python, or only look alike there, and names that classes have.
KEYS = [
    *("taskId", "task_id", "task-id", "TaskId", "json", "class", "_links", "copy", "model_config"),
    *("int", "x", "X", "__", "a-b", "a_b", "list", "None", "data", "model_x", "schema", "_9"),
]
CONSTANTS = [None, True, False, 0, -5, 1.5, [], "", "text", '"quoted"', "\\", "ü", "{0}", "%s"]


def random_form(rng: random.Random, words: list[str], depth: int = 3) -> dict[str, Any]:
    """A tree with each of these words once."""
    form: dict[str, Any] = {}
    for key in rng.sample(KEYS, rng.randint(1 + len(words), 3 + len(words))):
        if words and (depth == 0 or rng.random() < 0.5):
            form[key] = words.pop()
        elif depth and rng.random() < 0.4:
            form[key] = random_form(rng, words, depth - 1)
        else:
            form[key] = rng.choice(CONSTANTS)
    while words:
        form[f"word_{len(words)}"] = words.pop()
    return form


def model(style: dict[str, Any], name: str = "Note") -> App:
    spec = {
        "spec": 1,
        "api": {"title": "Notes", "version": "1", "style": style},
        "resources": {
            name: {"owner": "user_id", "fields": {"id": {"type": "int", "key": True}}},
        },
    }
    source = parse(json.dumps(spec), "resources.yaml")
    return resolve(read(source), source)


@pytest.mark.parametrize("seed", range(100))
def test_code_makes_the_json_of_the_spec(seed: int) -> None:
    rng = random.Random(seed)
    tree = random_form(rng, ["$rows", "$total", "$limit"])
    form = Envelope(json.dumps(tree))
    values = {"$rows": [{"a": 1}], "$total": None, "$limit": 5}
    texts = {name.strip("$"): json.dumps(value) for name, value in values.items()}
    names = {word: word.strip("$") for word in values}
    found = json.loads(eval(json_text(form, names), texts))
    assert found == eval(python_data(form, names), {names[word]: values[word] for word in values})
    expected = {path: values.get(str(leaf), leaf) for path, leaf in leaves(tree)}
    for path, value in expected.items():
        here = found
        for key in path:
            here = here[key]
        assert here == value
        assert type(here) is type(value)
    assert len(list(leaves(tree))) == len(expected)


@pytest.mark.parametrize("seed", range(100))
def test_names_of_classes_and_attributes_are_names_of_one_thing_each(seed: int) -> None:
    rng = random.Random(seed)
    tree = random_form(rng, ["$rows"], depth=2)
    (resource,) = model({"list": tree}).resources
    classes = answer_classes(resource)
    made = [answer.name for answer in classes]
    assert len(set(made)) == len(made)
    assert set(made) == set(resource.answer_classes)
    assert made[-1] == ClassName("NotePageAnswer")
    for answer in classes:
        attributes = [part.attribute for part in answer.parts]
        assert len(set(attributes)) == len(attributes)
        assert not any("_" in name for name in made)
        for name in attributes:
            assert name.isidentifier()
            assert not name.startswith(("_", "model_"))
            assert name == name.lower()


def test_a_form_that_no_route_answers_is_left_out() -> None:
    app = model({"row": {"data": "$row"}, "deleted": {"gone": "$key"}})
    (resource,) = app.resources
    assert (resource.list_form, app.list_form) == (None, None)
    assert resource.answer_classes == ("NoteRowAnswer", "NoteDeletedAnswer")


@pytest.mark.parametrize(
    ("case", "one", "many"),
    [("snake", "order_item", "order_items"), ("camel", "orderItem", "orderItems")],
)
def test_names_in_keys_are_written_as_fields_are(case: str, one: str, many: str) -> None:
    style = {"case": case, "list": {"{items}": "$rows"}, "row": {"the": {"{item}": "$row"}}}
    (resource,) = model(style, "OrderItem").resources
    assert resource.list_form is not None
    assert resource.row_form is not None
    assert resource.list_form.tree == {many: "$rows"}
    assert resource.row_form.tree == {"the": {one: "$row"}}
