"""Require project_id (notes)."""

from alembic import op

revision = "0006_2480e20a"
down_revision: str | None = "0005_da477c3e"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Require project_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN project_id SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_project_id_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_project_id_given CHECK "
        "(project_id IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN project_id DROP NOT NULL")
