"""Replace constraint ck_notes_title_max, not valid yet (notes)."""

from alembic import op

revision = "0002_93d05ed3"
down_revision: str | None = "0001_3278c0ee"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_title_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_title_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_title_max CHECK "
        "(char_length(title) <= 2000) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_title_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_title_max CHECK (char_length(title) <= 200)"
    )
