"""Change jobs.

- rename table tasks to jobs
- rename column project_id to topic_id
"""

from alembic import op

revision = "0002_3c6689de"
down_revision: str | None = "0001_d8b11cab"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Change jobs."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks RENAME TO jobs")
    op.execute("ALTER TABLE jobs RENAME CONSTRAINT pk_tasks TO pk_jobs")
    op.execute("ALTER TABLE jobs RENAME COLUMN project_id TO topic_id")
    op.execute("ALTER TABLE jobs RENAME CONSTRAINT ck_tasks_title_max TO ck_jobs_title_max")
    op.execute(
        "ALTER TABLE jobs RENAME CONSTRAINT fk_tasks_project_id_projects TO "
        "fk_jobs_topic_id_projects"
    )
    op.execute(
        "ALTER TABLE jobs RENAME CONSTRAINT fk_tasks_helps_id_projects TO fk_jobs_helps_id_projects"
    )
    op.execute("ALTER INDEX ix_tasks_user_id_id RENAME TO ix_jobs_user_id_id")
    op.execute("ALTER INDEX ix_tasks_project_id RENAME TO ix_jobs_topic_id")
    op.execute("ALTER INDEX ix_tasks_helps_id RENAME TO ix_jobs_helps_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_jobs_helps_id RENAME TO ix_tasks_helps_id")
    op.execute("ALTER INDEX ix_jobs_topic_id RENAME TO ix_tasks_project_id")
    op.execute("ALTER INDEX ix_jobs_user_id_id RENAME TO ix_tasks_user_id_id")
    op.execute(
        "ALTER TABLE jobs RENAME CONSTRAINT fk_jobs_helps_id_projects TO fk_tasks_helps_id_projects"
    )
    op.execute(
        "ALTER TABLE jobs RENAME CONSTRAINT fk_jobs_topic_id_projects TO "
        "fk_tasks_project_id_projects"
    )
    op.execute("ALTER TABLE jobs RENAME CONSTRAINT ck_jobs_title_max TO ck_tasks_title_max")
    op.execute("ALTER TABLE jobs RENAME COLUMN topic_id TO project_id")
    op.execute("ALTER TABLE jobs RENAME CONSTRAINT pk_jobs TO pk_tasks")
    op.execute("ALTER TABLE jobs RENAME TO tasks")
