"""Tasks: what answers tell of other rows."""

from sqlmodel import col

from ...attached import count
from ...statements import Attached
from ..tasks.models import Task
from ..tasks.policy import tasks

ATTACHED: Attached = {
    "subtasks_count": count(tasks, col(Task.parent_id), "id"),
}
