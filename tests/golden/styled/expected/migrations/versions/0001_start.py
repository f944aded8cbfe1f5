"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_f52daa09"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("pin", sa.Text(), nullable=True),
        sa.Column("risk", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("user_id", "number", name="uq_tickets_user_id_number"),
        sa.UniqueConstraint("user_id", "room", "title", name="uq_tickets_user_id_room_title"),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_tickets_title_max"),
        sa.CheckConstraint("number >= 1", name="ck_tickets_number_min"),
        sa.CheckConstraint(
            "status IN ('open', 'waiting', 'done')", name="ck_tickets_status_values"
        ),
        sa.CheckConstraint("char_length(room) <= 20", name="ck_tickets_room_max"),
        sa.CheckConstraint("char_length(pin) <= 8", name="ck_tickets_pin_max"),
        sa.CheckConstraint("char_length(assignee) <= 40", name="ck_tickets_assignee_max"),
    )
    op.create_index(
        "ix_tickets_user_id_due_date_title_id",
        "tickets",
        ["user_id", "due_date", sa.text('lower(title) COLLATE "C"'), "id"],
    )
    op.create_index("ix_tickets_user_id_due_date", "tickets", ["user_id", "due_date"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("tickets")
