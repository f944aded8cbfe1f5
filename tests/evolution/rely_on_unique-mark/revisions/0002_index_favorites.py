"""Build unique index uq_favorites_user_id_article_id (favorites)."""

from alembic import op

revision = "0002_b1f84971"
down_revision: str | None = "0001_31bcde93"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "favorites that repeat the article_id of another": (
        "SELECT id FROM favorites WHERE EXISTS (SELECT FROM favorites _one WHERE "
        "_one.user_id = favorites.user_id AND _one.article_id = "
        "favorites.article_id AND _one.id < favorites.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_favorites_user_id_article_id (favorites)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_favorites_user_id_article_id")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_favorites_user_id_article_id ON "
            "favorites (user_id, article_id)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_favorites_user_id_article_id")
