"""A route of your own, as an example: how many rows the caller has."""

from pydantic import BaseModel

from ..auth import CurrentUser
from ..database import SessionDep
from ..dispatch import resource_router
from ..resources import CRUDS

router = resource_router("summary", tag="summary")


class Summary(BaseModel):
    """What the caller has."""

    rows: dict[str, int]


@router.get("")
async def read_summary(user: CurrentUser, session: SessionDep) -> Summary:
    """Count the caller's rows of each resource.

    The policy that guards the generated routes guards the session too.
    """
    rows = {}
    for name, (crud, policy_for) in CRUDS.items():
        mine = crud.with_policy(policy_for(user.id))
        rows[name] = await mine.count(session)
    return Summary(rows=rows)
