"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_3fe8be8a"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_cards_title_max"),
    )
    op.create_index("ix_cards_user_id_id", "cards", ["user_id", "id"])
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.CheckConstraint("char_length(name) <= 20", name="ck_labels_name_max"),
    )
    op.create_index("ix_labels_user_id_id", "labels", ["user_id", "id"])
    op.create_table(
        "card_labels",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", "label_id", name="pk_card_labels"),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["cards.id"],
            name="fk_card_labels_card_id_cards",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["labels.id"],
            name="fk_card_labels_label_id_labels",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_card_labels_label_id_card_id", "card_labels", ["label_id", "card_id"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("card_labels")
    op.drop_table("labels")
    op.drop_table("cards")
