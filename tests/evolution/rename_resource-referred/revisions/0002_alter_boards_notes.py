"""Rename table projects to boards (boards)."""

from alembic import op

revision = "0002_72c363fc"
down_revision: str | None = "0001_18a4a789"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename table projects to boards (boards)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects RENAME TO boards")
    op.execute("ALTER TABLE boards RENAME CONSTRAINT pk_projects TO pk_boards")
    op.execute("ALTER TABLE boards RENAME CONSTRAINT ck_projects_name_max TO ck_boards_name_max")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_projects TO "
        "fk_notes_project_id_boards"
    )
    op.execute("ALTER INDEX ix_projects_user_id_id RENAME TO ix_boards_user_id_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_boards_user_id_id RENAME TO ix_projects_user_id_id")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_boards TO "
        "fk_notes_project_id_projects"
    )
    op.execute("ALTER TABLE boards RENAME CONSTRAINT ck_boards_name_max TO ck_projects_name_max")
    op.execute("ALTER TABLE boards RENAME CONSTRAINT pk_boards TO pk_projects")
    op.execute("ALTER TABLE boards RENAME TO projects")
