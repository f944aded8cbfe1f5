"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_412436e8"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "authors",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_authors"),
        sa.CheckConstraint("char_length(name) <= 80", name="ck_authors_name_max"),
        sa.CheckConstraint("char_length(mail) <= 254", name="ck_authors_mail_max"),
        sa.CheckConstraint(
            "mail ~ "
            "'^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@"
            "[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$'",
            name="ck_authors_mail_form",
        ),
    )
    op.create_index("ix_authors_user_id_id", "authors", ["user_id", "id"])
    op.create_table(
        "articles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("sequel_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["authors.id"],
            name="fk_articles_author_id_authors",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sequel_id"],
            ["articles.id"],
            name="fk_articles_sequel_id_articles",
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_articles_title_max"),
    )
    op.create_index("ix_articles_user_id_id", "articles", ["user_id", "id"])
    op.create_index("ix_articles_author_id", "articles", ["author_id"])
    op.create_index("ix_articles_sequel_id", "articles", ["sequel_id"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_comments_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("char_length(text) <= 50000", name="ck_comments_text_max"),
    )
    op.create_index("ix_comments_user_id_made_at_id", "comments", ["user_id", "made_at", "id"])
    op.create_index("ix_comments_article_id", "comments", ["article_id"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("comments")
    op.drop_table("articles")
    op.drop_table("authors")
