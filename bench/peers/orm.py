"""FastAPI and the ORM of SQLAlchemy, asynchronous, on asyncpg."""

import os
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import DateTime, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SECRET = os.environ["AUTH_SECRET"]

engine = create_async_engine(
    make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg"),
    pool_size=10,
    max_overflow=0,
)
new_session = async_sessionmaker(engine, expire_on_commit=False)
bearer = HTTPBearer()
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Task(Base):
    __tablename__ = "tasks"
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012, as SQLAlchemy wants it

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[str]
    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool]
    priority: Mapped[str | None]
    due_date: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )


class TaskCreate(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = False
    priority: str | None = None
    due_date: datetime | None = None


class TaskRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    user_id: str
    title: str
    description: str | None
    completed: bool
    priority: str | None
    due_date: datetime | None
    created_at: datetime
    updated_at: datetime


async def get_session() -> AsyncIterator[AsyncSession]:
    async with new_session() as session:
        yield session


async def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> str:
    try:
        claims = jwt.decode(credentials.credentials, SECRET, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401, "Invalid token") from None
    return str(claims["sub"])


SessionDep = Annotated[AsyncSession, Depends(get_session)]
CurrentUser = Annotated[str, Depends(get_current_user)]


async def get_own_task(task_id: UUID, user_id: CurrentUser, session: SessionDep) -> Task:
    task = await session.scalar(select(Task).where(Task.id == task_id, Task.user_id == user_id))
    if task is None:
        raise HTTPException(404, "Task not found")
    return task


OwnTask = Annotated[Task, Depends(get_own_task)]


@app.get("/api/tasks", response_model=list[TaskRead])
async def list_tasks(user_id: CurrentUser, session: SessionDep, limit: int = 100) -> Sequence[Task]:
    own = select(Task).where(Task.user_id == user_id)
    newest = own.order_by(Task.created_at.desc(), Task.id.desc()).limit(limit)
    return (await session.scalars(newest)).all()


@app.post("/api/tasks", response_model=TaskRead, status_code=201)
async def create_task(user_id: CurrentUser, session: SessionDep, body: TaskCreate) -> Task:
    task = Task(user_id=user_id, **body.model_dump())
    session.add(task)
    await session.commit()
    return task


@app.get("/api/tasks/{task_id}", response_model=TaskRead)
async def read_task(task: OwnTask) -> Task:
    return task


@app.patch("/api/tasks/{task_id}/complete", response_model=TaskRead)
async def complete_task(task: OwnTask, session: SessionDep) -> Task:
    task.completed = not task.completed
    await session.commit()
    return task
