"""Replace constraint ck_notes_moods_values, not valid yet (notes)."""

from alembic import op

revision = "0004_35df2cf4"
down_revision: str | None = "0003_f0623b2b"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose moods is mid": ("SELECT id FROM notes WHERE moods && ARRAY['mid']"),
}


def upgrade() -> None:
    """Replace constraint ck_notes_moods_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_moods_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_moods_values CHECK (moods <@ "
        "ARRAY['low', 'high', 'top']) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_moods_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_moods_values CHECK (moods <@ "
        "ARRAY['low', 'mid', 'high', 'top'])"
    )
