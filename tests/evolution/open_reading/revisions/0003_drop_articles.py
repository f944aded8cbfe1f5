"""Drop index ix_articles_user_id_title_id (articles)."""

from alembic import op

revision = "0003_5d1dd55d"
down_revision: str | None = "0002_a53ab538"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_articles_user_id_title_id (articles)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id_title_id")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_articles_user_id_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_articles_user_id_title_id ON articles "
            '(user_id, lower(title) COLLATE "C", id)'
        )
