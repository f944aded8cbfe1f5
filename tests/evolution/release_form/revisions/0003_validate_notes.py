"""Validate constraint ck_notes_link_max (notes)."""

from alembic import op

revision = "0003_c9aef8cf"
down_revision: str | None = "0002_fedb3f18"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_link_max (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_link_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
