"""Tickets: the forms of answers, around the JSON that PostgreSQL writes."""

import json
from typing import Literal

from pydantic import Field as Rule

from ...paging import Page
from ...responses import Form
from .models import TicketPublic


class TicketPageAnswer(Form):
    """A page of the tickets, in the form of lists."""

    tickets: list[TicketPublic]
    total: int | None = Rule(
        description="How many rows match on all pages; null unless `total=true`.", examples=[1]
    )
    next: str | None = Rule(
        description="The `cursor` of the next page; null where this is the last."
    )


class TicketRowAnswer(Form):
    """A ticket, in the form of answers."""

    ticket: TicketPublic


class TicketDeletedAnswer(Form):
    """The answer when a ticket was deleted."""

    deleted: Literal[True]
    ticket: TicketPublic


def as_page(page: Page) -> str:
    """A page of the tickets in its form."""
    return "".join(
        [
            '{"tickets":',
            page.rows,
            ',"total":',
            json.dumps(page.total),
            ',"next":',
            json.dumps(page.next),
            "}",
        ]
    )


def as_row(row: str) -> str:
    """A ticket in its form."""
    return '{"ticket":' + row + "}"


def as_deleted(row: str) -> str:
    """What is answered when a ticket was deleted."""
    return '{"deleted":true,"ticket":' + row + "}"
