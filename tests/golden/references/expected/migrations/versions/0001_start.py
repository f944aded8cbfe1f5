"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_ae7ef19a"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.CheckConstraint("char_length(name) <= 80", name="ck_boards_name_max"),
    )
    op.create_index("ix_boards_user_id_id", "boards", ["user_id", "id"])
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("done", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["boards.id"],
            name="fk_cards_board_id_boards",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["cards.id"],
            name="fk_cards_parent_id_cards",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_cards_user_id_id", "cards", ["user_id", "id"])
    op.create_index("ix_cards_board_id", "cards", ["board_id"])
    op.create_index("ix_cards_parent_id", "cards", ["parent_id", "user_id"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("cards")
    op.drop_table("boards")
