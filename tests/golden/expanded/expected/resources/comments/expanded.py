"""Comments: with rows of other resources in the answers."""

from sqlmodel import col

from ...expanded import embedded_row
from ...fields import Absent
from ...statements import Attached
from ..articles.attached import ATTACHED as ARTICLES_ATTACHED
from ..articles.models import Article, ArticlePublic
from ..articles.policy import articles
from .models import CommentPublic


class CommentExpanded(CommentPublic):
    """A comment as the API returns it, with rows of other resources in it."""

    article: ArticlePublic | None = Absent(
        description="The article that `article_id` refers to, if there is one that the "
        "caller reads."
    )


# What a request may ask for besides.
EXPANSIONS: Attached = {
    "article": embedded_row(
        articles, ArticlePublic, col(Article.id), "article_id", attached=ARTICLES_ATTACHED
    ),
}
