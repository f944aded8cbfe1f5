"""Build unique index uq_profiles_user_id (profiles)."""

from alembic import op

revision = "0002_3a4b703d"
down_revision: str | None = "0001_3a69abe0"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "profiles beside an earlier one of the same owner": (
        "SELECT id FROM profiles WHERE EXISTS (SELECT FROM profiles _one WHERE "
        "_one.user_id = profiles.user_id AND _one.id < profiles.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_profiles_user_id (profiles)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_profiles_user_id")
        op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq_profiles_user_id ON profiles (user_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_profiles_user_id")
