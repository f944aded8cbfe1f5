"""Rename table memberships to roles (roles)."""

from alembic import op

revision = "0002_7ce400cd"
down_revision: str | None = "0001_be763f6c"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename table memberships to roles (roles)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE memberships RENAME TO roles")
    op.execute("ALTER TABLE roles RENAME CONSTRAINT pk_memberships TO pk_roles")
    op.execute("ALTER TABLE roles RENAME CONSTRAINT ck_memberships_role_max TO ck_roles_role_max")
    op.execute(
        "ALTER TABLE roles RENAME CONSTRAINT fk_memberships_team_id_teams TO fk_roles_team_id_teams"
    )
    op.execute(
        "ALTER TABLE roles RENAME CONSTRAINT fk_memberships_person_id_people TO "
        "fk_roles_person_id_people"
    )
    op.execute("ALTER INDEX ix_memberships_user_id_id RENAME TO ix_roles_user_id_id")
    op.execute("ALTER INDEX ix_memberships_team_id RENAME TO ix_roles_team_id")
    op.execute("ALTER INDEX ix_memberships_person_id RENAME TO ix_roles_person_id")
    op.execute(
        "ALTER INDEX uq_memberships_user_id_team_id_person_id RENAME TO "
        "uq_roles_user_id_team_id_person_id"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER INDEX uq_roles_user_id_team_id_person_id RENAME TO "
        "uq_memberships_user_id_team_id_person_id"
    )
    op.execute("ALTER INDEX ix_roles_person_id RENAME TO ix_memberships_person_id")
    op.execute("ALTER INDEX ix_roles_team_id RENAME TO ix_memberships_team_id")
    op.execute("ALTER INDEX ix_roles_user_id_id RENAME TO ix_memberships_user_id_id")
    op.execute(
        "ALTER TABLE roles RENAME CONSTRAINT fk_roles_person_id_people TO "
        "fk_memberships_person_id_people"
    )
    op.execute(
        "ALTER TABLE roles RENAME CONSTRAINT fk_roles_team_id_teams TO fk_memberships_team_id_teams"
    )
    op.execute("ALTER TABLE roles RENAME CONSTRAINT ck_roles_role_max TO ck_memberships_role_max")
    op.execute("ALTER TABLE roles RENAME CONSTRAINT pk_roles TO pk_memberships")
    op.execute("ALTER TABLE roles RENAME TO memberships")
