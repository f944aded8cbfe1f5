"""Your own route, tested with the fixtures that the generated tests use."""

from ... import api
from ...resources import CRUDS
from ...seed import EXAMPLES
from ...tests.support import Client, User

PATH = f"{api.PREFIX}/summary"
NOTHING = dict.fromkeys(CRUDS, 0)


def test_counts_the_callers_own_rows(alice: User, bob: User) -> None:
    expected = dict(NOTHING)
    for path, bodies in EXAMPLES.items():
        for body in bodies:
            alice.post(path, json=body).raise_for_status()
        expected[path.rstrip("/").rpartition("/")[2]] = len(bodies)
    assert alice.get(PATH).json() == {"rows": expected}
    assert bob.get(PATH).json() == {"rows": NOTHING}


def test_needs_a_token(client: Client) -> None:
    assert client.get(PATH).status_code == 401
