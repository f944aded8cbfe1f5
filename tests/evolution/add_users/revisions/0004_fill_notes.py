"""Add the owners of notes to users (notes)."""

from alembic import op

revision = "0004_b1868292"
down_revision: str | None = "0003_032121c6"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add the owners of notes to users (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10s'")
        op.execute(
            "INSERT INTO users (id) SELECT DISTINCT user_id FROM notes ON CONFLICT DO NOTHING"
        )


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
