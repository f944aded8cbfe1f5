"""Drop index ix_sales_user_id_state (sales)."""

from alembic import op

revision = "0002_d7565bc3"
down_revision: str | None = "0001_869c2d45"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_sales_user_id_state (sales)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_sales_user_id_state")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_sales_user_id_state")
        op.execute("CREATE INDEX CONCURRENTLY ix_sales_user_id_state ON sales (user_id, state)")
