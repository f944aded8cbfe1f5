"""Change notes and boards.

- add column project_id
- add column board_id
- create table boards
- add constraint fk_notes_project_id_projects, not valid yet
- add constraint fk_notes_board_id_boards, not valid yet
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_e0ed2b96"
down_revision: str | None = "0001_c9dc6cd7"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes and boards."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN project_id uuid")
    op.execute("ALTER TABLE notes ADD COLUMN board_id uuid")
    op.create_table(
        "boards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("who", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.CheckConstraint("char_length(name) <= 100", name="ck_boards_name_max"),
    )
    op.create_index("ix_boards_who_id", "boards", ["who", "id"])
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_board_id_boards FOREIGN KEY "
        "(board_id) REFERENCES boards (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_board_id_boards")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")
    op.execute("DROP TABLE boards")
    op.execute("ALTER TABLE notes DROP COLUMN board_id")
    op.execute("ALTER TABLE notes DROP COLUMN project_id")
