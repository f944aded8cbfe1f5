"""Validate the constraints of notes.

- validate constraint ck_notes_extra_kind
- validate constraint ck_notes_extra_max
- validate constraint ck_notes_settings_kind
- validate constraint ck_notes_settings_max
"""

from alembic import op

revision = "0003_f63929b6"
down_revision: str | None = "0002_f91b90e4"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_extra_kind")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_extra_max")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_settings_kind")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_settings_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
