"""Rename column board_id to place_id (notes)."""

from alembic import op

revision = "0002_65254a26"
down_revision: str | None = "0001_ef956b04"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column board_id to place_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN board_id TO place_id")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_board_id_boards TO fk_notes_place_id_boards"
    )
    op.execute("ALTER INDEX ix_notes_board_id_id RENAME TO ix_notes_place_id_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_place_id_id RENAME TO ix_notes_board_id_id")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_place_id_boards TO fk_notes_board_id_boards"
    )
    op.execute("ALTER TABLE notes RENAME COLUMN place_id TO board_id")
