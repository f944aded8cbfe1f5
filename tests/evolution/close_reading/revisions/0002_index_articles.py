"""Build index ix_articles_user_id_title_id (articles)."""

from alembic import op

revision = "0002_db6c93b1"
down_revision: str | None = "0001_6503084a"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_articles_user_id_title_id (articles)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_articles_user_id_title_id ON articles "
            '(user_id, lower(title) COLLATE "C", id)'
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id_title_id")
