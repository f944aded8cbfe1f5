"""FastAPI and FastCRUD: handlers under a row policy, with a session for each request."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastcrud import FastCRUD, PolicyConfig
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

SECRET = os.environ["AUTH_SECRET"]

engine = create_async_engine(
    make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg"),
    pool_size=10,
    max_overflow=0,
)
new_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
bearer = HTTPBearer()
app = FastAPI()


def now() -> datetime:
    return datetime.now(UTC)


class TaskBase(SQLModel):
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = False
    priority: str | None = None
    due_date: datetime | None = None


class Task(TaskBase, table=True):
    __tablename__ = "tasks"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: str
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)


class TaskCreate(TaskBase):
    pass


class TaskRead(TaskBase):
    id: UUID
    user_id: str
    created_at: datetime
    updated_at: datetime


Tasks = FastCRUD[Any, Any, Any, Any, Any, Any]
tasks: Tasks = FastCRUD(Task)


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


async def get_own_tasks(user_id: CurrentUser) -> Tasks:
    owned = col(Task.user_id) == user_id
    policy = PolicyConfig(read=owned, create=True, create_check=owned, update=owned, delete=owned)
    return tasks.with_policy(policy)


OwnTasks = Annotated[Tasks, Depends(get_own_tasks)]


@app.get("/api/tasks", response_model=list[TaskRead])
async def list_tasks(own: OwnTasks, session: SessionDep, limit: int = 100) -> Any:
    found = await own.get_multi(
        session,
        limit=limit,
        schema_to_select=TaskRead,
        sort_columns=["created_at", "id"],
        sort_orders=["desc", "desc"],
    )
    return found["data"]


@app.post("/api/tasks", response_model=TaskRead, status_code=201)
async def create_task(
    own: OwnTasks, user_id: CurrentUser, session: SessionDep, body: TaskCreate
) -> Any:
    return await own.create(
        session, body, schema_to_select=TaskRead, server_data={"user_id": user_id}
    )


@app.get("/api/tasks/{task_id}", response_model=TaskRead)
async def read_task(task_id: UUID, own: OwnTasks, session: SessionDep) -> Any:
    task = await own.get(session, schema_to_select=TaskRead, id=task_id)
    if task is None:
        raise HTTPException(404, "Task not found")
    return task


@app.patch("/api/tasks/{task_id}/complete", response_model=TaskRead)
async def complete_task(task_id: UUID, own: OwnTasks, session: SessionDep) -> Any:
    task = await own.get(session, schema_to_select=TaskRead, id=task_id)
    if task is None:
        raise HTTPException(404, "Task not found")
    try:
        return await own.update(
            session,
            {"completed": not task["completed"]},
            return_columns=list(TaskRead.model_fields),
            id=task_id,
        )
    except NoResultFound:
        raise HTTPException(404, "Task not found") from None
