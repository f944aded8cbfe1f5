"""Your own route, tested with the fixtures that the generated tests use."""

from ...tests.support import Client, User

PATH = "/api/summary"


def test_counts_the_callers_own_tasks(alice: User, bob: User) -> None:
    for _ in range(2):
        alice.post(
            "/api/tasks",
            json={
                "title": "Buy milk",
                "description": "Description",
                "completed": False,
                "priority": "low",
                "due_date": "2030-01-31T09:00:00Z",
            },
        ).raise_for_status()
    assert alice.get(PATH).json() == {"tasks": 2}
    assert bob.get(PATH).json() == {"tasks": 0}


def test_needs_a_token(client: Client) -> None:
    assert client.get(PATH).status_code == 401
