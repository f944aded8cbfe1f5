"""The limit with a flaw, which FLAW names: servers that the probe has to refuse."""

import os
from typing import Any

import jwt

from bench.peers import limit
from bench.peers.limit import app

FLAW = os.environ["FLAW"]

__all__ = ["app"]


def sooner(claims: dict[str, Any]) -> Any:
    """Verify all of a token but that it hasn't expired."""
    decode = jwt.decode

    def lax(token: str, secret: str, **how: Any) -> Any:
        return decode(token, secret, **{**how, "options": claims})

    return lax


def tired(after: int) -> Any:
    """Answer so many requests and no more."""
    answer, left = limit.answer, iter(range(after))

    async def some(scope: Any, receive: Any) -> tuple[int, str]:
        if next(left, None) is None:
            raise limit.Refused(500)
        return await answer(scope, receive)

    return some


match FLAW:
    case "takes expired tokens":
        limit.jwt.decode = sooner({"verify_exp": False})
    case "takes forged tokens":
        limit.jwt.decode = sooner({"verify_signature": False})
    case "shows rows of others":
        limit.READ = limit.READ.replace("user_id = $2", "$2 <> ''")
    case "changes rows of others":
        limit.TOGGLE = limit.TOGGLE.replace("user_id = $2", "$2 <> ''")
    case "lists rows of others":
        limit.LIST = limit.LIST.replace("user_id = $1", "$1 <> ''")
    case "leaves a row out":
        limit.LIST = limit.LIST.replace("LIMIT $2", "LIMIT $2 OFFSET 1")
    case "lists in another order":
        limit.LIST = limit.LIST.replace("created_at DESC", "created_at")
    case "answers from memory":
        limit.TOGGLE = limit.READ.replace("completed,", "NOT completed AS completed,")
    case "takes anything":
        limit.new_task = lambda body: ("untitled", None, False, None, None)
    case "leaves a field out":
        limit.READ = limit.READ.replace("priority, ", "")
    case "tires soon":
        limit.answer = tired(after=100)
    case _:
        raise ValueError(FLAW)
