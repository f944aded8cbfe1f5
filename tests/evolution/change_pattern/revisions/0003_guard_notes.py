"""Add constraint ck_notes_code_pattern, not valid yet (notes)."""

from alembic import op

revision = "0003_570f5cb3"
down_revision: str | None = "0002_652c0edd"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_code_pattern": (
        "SELECT id FROM notes WHERE NOT (code ~ '^[a-z0-9]+$')"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_code_pattern, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_code_pattern CHECK (code ~ "
        "'^[a-z0-9]+$') NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_code_pattern")
