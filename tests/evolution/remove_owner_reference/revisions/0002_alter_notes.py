"""Drop constraint fk_notes_user_id_person (notes)."""

from alembic import op

revision = "0002_e32b4c52"
down_revision: str | None = "0001_0b166799"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint fk_notes_user_id_person (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_user_id_person")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_user_id_person FOREIGN KEY "
        "(user_id) REFERENCES person (id) ON DELETE CASCADE"
    )
