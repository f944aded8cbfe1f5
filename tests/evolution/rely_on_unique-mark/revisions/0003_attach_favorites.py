"""Add constraint uq_favorites_user_id_article_id with its index (favorites)."""

from alembic import op

revision = "0003_8c116fdf"
down_revision: str | None = "0002_b1f84971"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_favorites_user_id_article_id with its index (favorites)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE favorites ADD CONSTRAINT uq_favorites_user_id_article_id "
        "UNIQUE USING INDEX uq_favorites_user_id_article_id"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE favorites DROP CONSTRAINT uq_favorites_user_id_article_id")
