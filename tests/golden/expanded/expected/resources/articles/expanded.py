"""Articles: with rows of other resources in the answers."""

from pydantic import Field as Rule
from sqlmodel import col

from ...expanded import embedded_row, embedded_rows
from ...fields import Absent
from ...sorting import Sort
from ...statements import Attached
from ..authors.models import Author, AuthorPublic
from ..authors.policy import authors
from ..comments.models import Comment, CommentPublic
from ..comments.policy import comments
from .attached import ATTACHED
from .models import Article, ArticlePublic
from .policy import articles


class ArticleExpanded(ArticlePublic):
    """An article as the API returns it, with rows of other resources in it."""

    author: AuthorPublic | None = Rule(
        description="The author that `author_id` refers to, if there is one that the caller reads."
    )
    sequel: ArticlePublic | None = Absent(
        description="The article that `sequel_id` refers to, if there is one that the caller reads."
    )
    comments: list[CommentPublic] = Absent(
        max_length=20,
        description="Its comments that the caller reads, sorted by `-made`: 20 at most.",
    )


# What every answer has beside its own columns.
EMBEDDED: Attached = {
    **ATTACHED,
    "author": embedded_row(authors, AuthorPublic, col(Author.id), "author_id"),
}

# What a request may ask for besides.
EXPANSIONS: Attached = {
    "sequel": embedded_row(
        articles, ArticlePublic, col(Article.id), "sequel_id", attached=ATTACHED
    ),
    "comments": embedded_rows(
        comments,
        CommentPublic,
        col(Comment.article_id),
        "id",
        order=[Sort(col(Comment.made_at)), Sort(col(Comment.id))],
        most=20,
    ),
}
