"""Projects: with rows of other resources in the answers."""

from sqlmodel import col

from ...expanded import embedded_rows
from ...fields import Absent
from ...sorting import Sort
from ...statements import Attached
from ..tasks.models import Task, TaskPublic
from ..tasks.policy import tasks
from .models import ProjectPublic


class ProjectExpanded(ProjectPublic):
    """A project as the API returns it, with rows of other resources in it."""

    tasks: list[TaskPublic] = Absent(
        max_length=20, description="Its tasks that the caller reads: 20 at most."
    )


# What a request may ask for besides.
EXPANSIONS: Attached = {
    "tasks": embedded_rows(
        tasks,
        TaskPublic,
        col(Task.project_id),
        "id",
        order=[Sort(col(Task.created_at), descending=True), Sort(col(Task.id), descending=True)],
        most=20,
    ),
}
