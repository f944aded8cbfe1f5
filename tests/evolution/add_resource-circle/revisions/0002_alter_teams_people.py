"""Change teams and people.

- create table teams
- create table people
- add constraint fk_teams_lead_id_people
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_e6bcbb2b"
down_revision: str | None = "0001_c9dc6cd7"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change teams and people."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name="fk_teams_project_id_projects",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_teams_user_id_id", "teams", ["user_id", "id"])
    op.create_index("ix_teams_lead_id", "teams", ["lead_id"])
    op.create_index("ix_teams_project_id", "teams", ["project_id"])
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["teams.id"],
            name="fk_people_team_id_teams",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_people_user_id_id", "people", ["user_id", "id"])
    op.create_index("ix_people_team_id", "people", ["team_id"])
    op.execute(
        "ALTER TABLE teams ADD CONSTRAINT fk_teams_lead_id_people FOREIGN KEY "
        "(lead_id) REFERENCES people (id) ON DELETE SET NULL"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE teams DROP CONSTRAINT fk_teams_lead_id_people")
    op.execute("DROP TABLE people")
    op.execute("DROP TABLE teams")
