"""The tests of the API: two users over every route, and a test for each line of the spec."""
