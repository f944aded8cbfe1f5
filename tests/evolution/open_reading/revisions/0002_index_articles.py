"""Build the indexes of articles.

- build index ix_articles_title_id
- build index ix_articles_user_id
"""

from alembic import op

revision = "0002_a53ab538"
down_revision: str | None = "0001_d2bc9c7a"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build the indexes of articles."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_articles_title_id ON articles "
            '(lower(title) COLLATE "C", id)'
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_articles_user_id ON articles (user_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_title_id")
