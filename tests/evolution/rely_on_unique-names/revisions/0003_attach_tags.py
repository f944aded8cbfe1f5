"""Add constraint uq_tags_user_id_name with its index (tags)."""

from alembic import op

revision = "0003_8872aaef"
down_revision: str | None = "0002_bc6cabf6"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_tags_user_id_name with its index (tags)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE tags ADD CONSTRAINT uq_tags_user_id_name UNIQUE USING INDEX "
        "uq_tags_user_id_name"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tags DROP CONSTRAINT uq_tags_user_id_name")
