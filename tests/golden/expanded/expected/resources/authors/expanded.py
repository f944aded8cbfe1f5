"""Authors: with rows of other resources in the answers."""

from sqlmodel import col

from ...expanded import embedded_rows
from ...fields import Absent
from ...sorting import Sort
from ...statements import Attached
from ..articles.attached import ATTACHED as ARTICLES_ATTACHED
from ..articles.models import Article, ArticlePublic
from ..articles.policy import articles
from .models import AuthorPublic


class AuthorExpanded(AuthorPublic):
    """An author as the API returns it, with rows of other resources in it."""

    articles: list[ArticlePublic] = Absent(
        max_length=100, description="Its articles that the caller reads: 100 at most."
    )


# What a request may ask for besides.
EXPANSIONS: Attached = {
    "articles": embedded_rows(
        articles,
        ArticlePublic,
        col(Article.author_id),
        "id",
        order=[Sort(col(Article.id))],
        most=100,
        attached=ARTICLES_ATTACHED,
    ),
}
