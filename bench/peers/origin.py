"""The design that this project began with: FastAPI, a SQLModel session and psycopg2, all sync."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select

SECRET = os.environ["AUTH_SECRET"]

engine = create_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://", 1),
    # As many as there are threads: with fewer, those that wait for a connection leave no thread to
    # those that have one, and at 100 clients nothing goes on.
    pool_size=40,
    max_overflow=0,
    # For Neon, which closes connections when it goes to sleep.
    pool_pre_ping=True,
)
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


class User(SQLModel, table=True):
    __tablename__ = "users"

    id: str = Field(primary_key=True)
    email: str | None = None
    name: str | None = None

    tasks: list["Task"] = Relationship(back_populates="user")


class Task(TaskBase, table=True):
    __tablename__ = "tasks"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)

    user: User = Relationship(back_populates="tasks")


class TaskCreate(TaskBase):
    pass


class TaskRead(TaskBase):
    id: UUID
    user_id: str
    created_at: datetime
    updated_at: datetime


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> str:
    try:
        claims = jwt.decode(credentials.credentials, SECRET, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401, "Invalid token") from None
    return str(claims["sub"])


SORTS: dict[str, Any] = {
    "created": col(Task.created_at).desc(),
    "title": col(Task.title),
    "due_date": col(Task.due_date),
}

SessionDep = Annotated[Session, Depends(get_session)]
CurrentUser = Annotated[str, Depends(get_current_user)]


def get_own_task(task_id: UUID, user_id: CurrentUser, session: SessionDep) -> Task:
    task = session.get(Task, task_id)
    if task is None:
        raise HTTPException(404, "Task not found")
    if task.user_id != user_id:
        raise HTTPException(403, "Not your task")
    return task


OwnTask = Annotated[Task, Depends(get_own_task)]


@app.get("/api/tasks", response_model=list[TaskRead])
def list_tasks(
    user_id: CurrentUser,
    session: SessionDep,
    status: Literal["all", "pending", "completed"] = "all",
    sort: Literal["created", "title", "due_date"] = "created",
    limit: int = 100,
) -> list[Task]:
    found = select(Task).where(Task.user_id == user_id)
    if status != "all":
        found = found.where(col(Task.completed) == (status == "completed"))
    found = found.order_by(SORTS[sort]).limit(limit)
    return list(session.exec(found).all())


@app.post("/api/tasks", response_model=TaskRead, status_code=201)
def create_task(user_id: CurrentUser, session: SessionDep, body: TaskCreate) -> Task:
    task = Task.model_validate(body, update={"user_id": user_id})
    session.add(task)
    session.commit()
    session.refresh(task)
    return task


@app.get("/api/tasks/{task_id}", response_model=TaskRead)
def read_task(task: OwnTask) -> Task:
    return task


@app.patch("/api/tasks/{task_id}/complete", response_model=TaskRead)
def complete_task(task: OwnTask, session: SessionDep) -> Task:
    task.completed = not task.completed
    task.updated_at = now()
    session.add(task)
    session.commit()
    session.refresh(task)
    return task
