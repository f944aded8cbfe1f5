"""Words that the language has, but this version doesn't know what to do with yet.

Each stands beside what happens without it. They are refused by name, so that nobody takes a
word that is ignored for one that works.
"""

from collections.abc import Mapping

Later = Mapping[str, str]

RESOURCE: Later = {
    "audit": "no audit trail is kept",
    "bulk": "rows are written one at a time",
    "concurrency": "the last write wins",
    "delete": "a deleted row is gone; style.deleted says what is answered",
    "events": "no events are sent",
    "idempotency": "each POST creates a row",
    "members": "only the owner has access",
    "upsert": "use POST to create and PATCH to change",
}
ACCESS: Later = {
    "create": "everybody with a token creates rows of their own; 'routes' leaves out the route",
    "delete": "only the owner deletes a row; 'routes' leaves out the route",
    "update": "only the owner changes a row; 'routes' leaves out the route",
}
READERS: Later = {
    "members": "a row is read by its owner, or by everybody",
    "role": "a row is read by its owner, or by everybody",
}
PAGE: Later = {"envelope": "page.style takes the form of lists: envelope, or one of your own"}
UPDATE: Later = {"delete": "style.deleted says what is answered"}
