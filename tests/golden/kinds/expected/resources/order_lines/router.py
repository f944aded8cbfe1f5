"""Order lines: the routes."""

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
from .models import OrderLineCreate, OrderLinePublic, OrderLineQuery, OrderLineUpdate

router = resource_router("order_lines", tag="order lines")


@router.get(
    "",
    response_model=list[OrderLinePublic],
    response_description="A page of the order lines.",
    responses=COUNTED_PAGE,
)
async def list_order_lines(
    user: CurrentUser, database: DatabaseDep, query: Annotated[OrderLineQuery, Query()]
) -> Response:
    """List the caller's order lines."""
    return await queries.listing.answer(
        database, query, caller=user.id, sort=query.sort, total=True
    )


@router.post(
    "",
    response_model=OrderLinePublic,
    status_code=201,
    response_description="The new order line.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_order_line(
    user: CurrentUser, database: DatabaseDep, body: OrderLineCreate
) -> Response:
    """Create an order line."""
    values = {**body.__dict__, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    order_line_number = json.loads(row)["number"]
    return JSONText(row, 201, {"Location": f"/api/order_lines/{order_line_number}"})


@router.get(
    "/{order_line_number}",
    response_model=OrderLinePublic,
    response_description="The order line.",
    responses=documented(404),
)
async def read_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Return one of the caller's order lines."""
    row = await database.fetch(queries.read(), {"_key": order_line_number, "_caller": user.id})
    if row is None:
        raise NotFound("order line")
    return JSONText(row)


@router.put(
    "/{order_line_number}",
    response_model=OrderLinePublic,
    response_description="The order line as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def replace_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep, body: OrderLineCreate
) -> Response:
    """Replace an order line: absent means the default."""
    return await set_fields(database, order_line_number, user.id, body.__dict__)


@router.patch(
    "/{order_line_number}",
    response_model=OrderLinePublic,
    response_description="The order line as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep, body: OrderLineUpdate
) -> Response:
    """Change an order line: absent keeps, null clears."""
    return await set_fields(database, order_line_number, user.id, sent(body))


@router.delete(
    "/{order_line_number}",
    status_code=204,
    response_description="The order line is gone.",
    responses=documented(404),
)
async def delete_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Delete an order line."""
    deleted = await database.fetch(
        queries.delete(), {"_key": order_line_number, "_caller": user.id}
    )
    if deleted is None:
        raise NotFound("order line")
    return Response(status_code=204)


@router.post(
    "/{order_line_number}/flip",
    response_model=OrderLinePublic,
    response_description="The order line as it is now.",
    responses=documented(404),
)
async def flip_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Turn `active` of an order line over."""
    row = await database.fetch(queries.flip(), {"_key": order_line_number, "_caller": user.id})
    if row is None:
        raise NotFound("order line")
    return JSONText(row)


@router.patch(
    "/{order_line_number}/wave",
    response_model=OrderLinePublic,
    response_description="The order line as it is now.",
    responses=documented(404),
)
async def wave_order_line(
    order_line_number: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Turn `active` of an order line over."""
    row = await database.fetch(queries.wave(), {"_key": order_line_number, "_caller": user.id})
    if row is None:
        raise NotFound("order line")
    return JSONText(row)


def sent(body: OrderLineUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, order_line_number: int, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": order_line_number, "_caller": caller})
    if row is None:
        raise NotFound("order line")
    return JSONText(row)
