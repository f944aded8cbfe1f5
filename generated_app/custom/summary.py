"""A route of your own, as an example: how many tasks the caller has."""

from pydantic import BaseModel

from ..auth import CurrentUser
from ..database import SessionDep
from ..dispatch import resource_router
from ..resources.tasks.policy import policy_for, tasks

router = resource_router("summary", tag="summary")


class Summary(BaseModel):
    """What the caller has."""

    tasks: int


@router.get("")
async def read_summary(user: CurrentUser, session: SessionDep) -> Summary:
    """Count the caller's tasks.

    The policy that guards the generated routes guards the session too.
    """
    mine = tasks.with_policy(policy_for(user.id))
    return Summary(tasks=await mine.count(session))
