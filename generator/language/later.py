"""Words that the language has, but this version doesn't know what to do with yet.

Each stands beside what happens without it. They are refused by name, so that nobody takes a
word that is ignored for one that works.
"""

from collections.abc import Mapping

Later = Mapping[str, str]

API: Later = {
    "case": "JSON names are the names of the fields",
    "user_path": "paths never carry the user's id; the token says who calls",
}

RESOURCE: Later = {
    "access": "only the owner reads and writes; use 'owner'",
    "audit": "no audit trail is kept",
    "bulk": "rows are written one at a time",
    "case": "JSON names are the names of the fields",
    "computed": "only stored fields are returned",
    "concurrency": "the last write wins",
    "delete": "a deleted row is gone, and the answer is 204",
    "events": "no events are sent",
    "has_many": "resources are not nested",
    "hooks": "put code into the custom folder",
    "idempotency": "each POST creates a row",
    "members": "only the owner has access",
    "stats": "count with the list's total",
    "unique": "values may repeat",
    "upsert": "use POST to create and PATCH to change",
}
FIELD: Later = {
    "access": "every field is read and written, except those with 'set'",
    "expand": "references are not supported yet",
    "format": "use 'pattern'",
    "name": "the JSON name is the name of the field",
    "of": "references are not supported yet",
    "on_delete": "references are not supported yet",
    "to": "references are not supported yet",
    "unique": "values may repeat",
}
TYPES: Later = {
    "array": "use several fields, or 'text'",
    "json": "use 'text'",
    "many": "references are not supported yet",
    "ref": "keep the other row's key in a 'uuid' or 'int' field",
}
SET: Later = {"owner": "use 'owner' on the resource"}
OPERATORS: Later = {
    "all": "use other operators",
    "any": "use other operators",
}
PAGE: Later = {"envelope": "a list is a bare array"}
PAGE_STYLES: Later = {"envelope": "use 'array': the total is in the X-Total-Count header"}
UPDATE: Later = {"delete": "a deleted row is gone, and the answer is 204"}
