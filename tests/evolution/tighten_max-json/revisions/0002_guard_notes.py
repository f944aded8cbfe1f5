"""Replace constraint ck_notes_extra_max, not valid yet (notes)."""

from alembic import op

revision = "0002_b985cc0c"
down_revision: str | None = "0001_729b42e0"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_extra_max": (
        "SELECT id FROM notes WHERE NOT (octet_length(extra::text) <= 100)"
    ),
}


def upgrade() -> None:
    """Replace constraint ck_notes_extra_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_max CHECK "
        "(octet_length(extra::text) <= 100) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_extra_max")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_extra_max CHECK "
        "(octet_length(extra::text) <= 500)"
    )
