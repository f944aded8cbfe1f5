"""Labels: the routes."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import NotFound, documented
from ...fields import Int32
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .models import LabelCreate, LabelPublic, LabelQuery, LabelUpdate

router = resource_router("labels", tag="labels")


@router.get(
    "",
    response_model=list[LabelPublic],
    response_description="A page of the labels.",
    responses=COUNTED_PAGE,
)
async def list_labels(
    user: CurrentUser, database: DatabaseDep, query: Annotated[LabelQuery, Query()]
) -> Response:
    """List the caller's labels."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=LabelPublic,
    status_code=201,
    response_description="The new label.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_label(user: CurrentUser, database: DatabaseDep, body: LabelCreate) -> Response:
    """Create a label."""
    values = {**body.__dict__, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    label_id = json.loads(row)["id"]
    return JSONText(row, 201, {"Location": f"/api/labels/{label_id}"})


@router.get(
    "/{label_id}",
    response_model=LabelPublic,
    response_description="The label.",
    responses=documented(404),
)
async def read_label(label_id: Int32, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's labels."""
    row = await database.fetch(queries.read(), {"_key": label_id, "_caller": user.id})
    if row is None:
        raise NotFound("label")
    return JSONText(row)


@router.put(
    "/{label_id}",
    response_model=LabelPublic,
    response_description="The label as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def replace_label(
    label_id: Int32, user: CurrentUser, database: DatabaseDep, body: LabelCreate
) -> Response:
    """Replace a label: absent means the default."""
    return await set_fields(database, label_id, user.id, body.__dict__)


@router.patch(
    "/{label_id}",
    response_model=LabelPublic,
    response_description="The label as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_label(
    label_id: Int32, user: CurrentUser, database: DatabaseDep, body: LabelUpdate
) -> Response:
    """Change a label: absent keeps, null clears."""
    return await set_fields(database, label_id, user.id, sent(body))


@router.delete(
    "/{label_id}",
    status_code=204,
    response_description="The label is gone.",
    responses=documented(404),
)
async def delete_label(label_id: Int32, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a label."""
    deleted = await database.fetch(queries.delete(), {"_key": label_id, "_caller": user.id})
    if deleted is None:
        raise NotFound("label")
    return Response(status_code=204)


def sent(body: LabelUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, label_id: int, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": label_id, "_caller": caller})
    if row is None:
        raise NotFound("label")
    return JSONText(row)
