"""Validate constraint fk_notes_user_id_person (notes)."""

from alembic import op

revision = "0003_310974e0"
down_revision: str | None = "0002_634dbe98"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint fk_notes_user_id_person (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_user_id_person")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
