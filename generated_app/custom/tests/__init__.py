"""The tests of your own code; the fixtures are in `conftest.py`, beside the generated tests."""
