"""Replace constraint ck_notes_moods_values, not valid yet (notes)."""

from alembic import op

revision = "0002_0ba78b2a"
down_revision: str | None = "0001_423f3dc3"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_moods_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_moods_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_moods_values CHECK (moods <@ "
        "ARRAY['low', 'mid', 'high', 'top']) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_moods_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_moods_values CHECK (moods <@ "
        "ARRAY['low', 'mid', 'high'])"
    )
