"""Build unique index uq_memberships_user_id_team_id_person_id (memberships)."""

from alembic import op

revision = "0002_ddae54ea"
down_revision: str | None = "0001_4bd37f12"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "memberships that repeat the team_id and person_id of another": (
        "SELECT id FROM memberships WHERE EXISTS (SELECT FROM memberships _one "
        "WHERE _one.user_id = memberships.user_id AND _one.team_id = "
        "memberships.team_id AND _one.person_id = memberships.person_id AND "
        "_one.id < memberships.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_memberships_user_id_team_id_person_id (memberships)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_memberships_user_id_team_id_person_id")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY "
            "uq_memberships_user_id_team_id_person_id ON memberships (user_id, "
            "team_id, person_id)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_memberships_user_id_team_id_person_id")
