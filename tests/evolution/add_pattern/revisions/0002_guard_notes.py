"""Add constraint ck_notes_code_pattern, not valid yet (notes)."""

from alembic import op

revision = "0002_ae99c7d9"
down_revision: str | None = "0001_bab19ae6"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_code_pattern": (
        "SELECT id FROM notes WHERE NOT (code ~ '^[a-z]+$')"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_code_pattern, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_code_pattern CHECK (code ~ '^[a-z]+$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_code_pattern")
