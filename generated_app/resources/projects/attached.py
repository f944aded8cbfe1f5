"""Projects: what answers tell of other rows."""

from sqlmodel import col

from ...attached import count
from ...statements import Attached
from ..tasks.models import Task
from ..tasks.policy import tasks

ATTACHED: Attached = {
    "tasks_count": count(tasks, col(Task.project_id), "id"),
}
