"""Drop constraint uq_notes_user_id_day_slot (notes)."""

from alembic import op

revision = "0002_cd9f05b9"
down_revision: str | None = "0001_f59150bd"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint uq_notes_user_id_day_slot (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_day_slot")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_day_slot UNIQUE (user_id, day, slot)"
    )
