"""Validate constraint fk_notes_user_id_users (notes)."""

from alembic import op

revision = "0005_c0ad8e27"
down_revision: str | None = "0004_b1868292"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint fk_notes_user_id_users (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_user_id_users")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
