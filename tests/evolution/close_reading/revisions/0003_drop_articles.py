"""Drop the indexes of articles that are needed no more.

- drop index ix_articles_title_id
- drop index ix_articles_user_id
"""

from alembic import op

revision = "0003_9f275119"
down_revision: str | None = "0002_db6c93b1"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop the indexes of articles that are needed no more."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_title_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_articles_user_id ON articles (user_id)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_articles_title_id ON articles "
            '(lower(title) COLLATE "C", id)'
        )
