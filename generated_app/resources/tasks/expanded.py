"""Tasks: with rows of other resources in the answers."""

from sqlmodel import col

from ...expanded import embedded_row
from ...fields import Absent
from ...statements import Attached
from ..projects.attached import ATTACHED as PROJECTS_ATTACHED
from ..projects.models import Project, ProjectPublic
from ..projects.policy import projects
from .models import TaskPublic


class TaskExpanded(TaskPublic):
    """A task as the API returns it, with rows of other resources in it."""

    project: ProjectPublic | None = Absent(
        description="The project that `project_id` refers to, if there is one that the "
        "caller reads."
    )


# What a request may ask for besides.
EXPANSIONS: Attached = {
    "project": embedded_row(
        projects, ProjectPublic, col(Project.id), "project_id", attached=PROJECTS_ATTACHED
    ),
}
