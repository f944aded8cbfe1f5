"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_89ee9ac5"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "order_lines",
        sa.Column("number", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("owner_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("order", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("big", sa.BigInteger(), nullable=True),
        sa.Column("big2", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("tax", sa.Numeric(5, 4), server_default=sa.text("'0.2'"), nullable=False),
        sa.Column("ratio", sa.Double(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column(
            "when_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("'2030-01-31T09\\:00\\:00Z'"),
            nullable=False,
        ),
        sa.Column("ref", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'new'"), nullable=False),
        sa.Column(
            "made", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple', coalesce(name, '') || ' ' || coalesce(note, ''))",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_order_lines"),
        sa.CheckConstraint("char_length(name) >= 2", name="ck_order_lines_name_min"),
        sa.CheckConstraint("char_length(name) <= 20", name="ck_order_lines_name_max"),
        sa.CheckConstraint("name ~ '^[A-Z]'", name="ck_order_lines_name_pattern"),
        sa.CheckConstraint("char_length(note) >= 1", name="ck_order_lines_note_min"),
        sa.CheckConstraint("char_length(note) <= 50000", name="ck_order_lines_note_max"),
        sa.CheckConstraint('"order" >= 0', name="ck_order_lines_order_min"),
        sa.CheckConstraint('"order" <= 10', name="ck_order_lines_order_max"),
        sa.CheckConstraint("big2 >= 5", name="ck_order_lines_big2_min"),
        sa.CheckConstraint("price >= 0.01", name="ck_order_lines_price_min"),
        sa.CheckConstraint("ratio >= 0", name="ck_order_lines_ratio_min"),
        sa.CheckConstraint("ratio <= 1.5", name="ck_order_lines_ratio_max"),
        sa.CheckConstraint(
            "state IN ('new', 'in progress', 'done')", name="ck_order_lines_state_values"
        ),
    )
    op.create_index(
        "ix_order_lines_owner_id_name_number",
        "order_lines",
        ["owner_id", sa.text('lower(name) COLLATE "C"'), "number"],
    )
    op.create_index(
        "ix_order_lines_owner_id_state_number",
        "order_lines",
        [
            "owner_id",
            sa.text(
                "(CASE state WHEN 'new' THEN 0 WHEN 'in progress' THEN 1 WHEN 'done' THEN 2 END)"
            ),
            "number",
        ],
    )
    op.create_index(
        "ix_order_lines_owner_id_order_number", "order_lines", ["owner_id", "order", "number"]
    )
    op.create_index(
        "ix_order_lines_owner_id_day_number", "order_lines", ["owner_id", "day", "number"]
    )
    op.create_index("ix_order_lines_owner_id_number", "order_lines", ["owner_id", "number"])
    op.create_index(
        "ix_order_lines_owner_id_price_number", "order_lines", ["owner_id", "price", "number"]
    )
    op.create_index("ix_order_lines_owner_id_name", "order_lines", ["owner_id", "name"])
    op.create_index("ix_order_lines_owner_id_big", "order_lines", ["owner_id", "big"])
    op.create_index("ix_order_lines_owner_id_ratio", "order_lines", ["owner_id", "ratio"])
    op.create_index("ix_order_lines_owner_id_active", "order_lines", ["owner_id", "active"])
    op.create_index("ix_order_lines_owner_id_at", "order_lines", ["owner_id", "at"])
    op.create_index("ix_order_lines_owner_id_ref", "order_lines", ["owner_id", "ref"])
    op.create_index("ix_order_lines_owner_id_state", "order_lines", ["owner_id", "state"])
    op.create_index("ix_order_lines_owner_id_made", "order_lines", ["owner_id", "made"])
    op.create_index("ix_order_lines_owner_id_seen", "order_lines", ["owner_id", "seen"])
    op.create_index(
        "ix_order_lines_search_vector", "order_lines", ["search_vector"], postgresql_using="gin"
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("class_name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.CheckConstraint("char_length(class_name) <= 255", name="ck_people_class_name_max"),
    )
    op.create_index("ix_people_user_id_id", "people", ["user_id", "id"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("people")
    op.drop_table("order_lines")
