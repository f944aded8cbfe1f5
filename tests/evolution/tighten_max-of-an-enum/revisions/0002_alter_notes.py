"""Drop constraint ck_notes_state_values (notes)."""

from alembic import op

revision = "0002_c5814828"
down_revision: str | None = "0001_78bb1fd6"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint ck_notes_state_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'in work'))"
    )
