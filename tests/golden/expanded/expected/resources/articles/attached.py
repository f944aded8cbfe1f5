"""Articles: what answers tell of other rows."""

from sqlmodel import col

from ...attached import count
from ...statements import Attached
from ..comments.models import Comment
from ..comments.policy import comments

ATTACHED: Attached = {
    "comments_count": count(comments, col(Comment.article_id), "id"),
}
