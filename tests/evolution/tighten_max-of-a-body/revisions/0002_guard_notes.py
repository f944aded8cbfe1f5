"""Replace constraint ck_notes_title_max, not valid yet (notes)."""

from alembic import op

revision = "0002_af953668"
down_revision: str | None = "0001_64f38182"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_title_max": (
        "SELECT id FROM notes WHERE NOT (char_length(title) <= 100)"
    ),
}


def upgrade() -> None:
    """Replace constraint ck_notes_title_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_title_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_title_max CHECK "
        "(char_length(title) <= 100) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_title_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_title_max CHECK (char_length(title) <= 200)"
    )
