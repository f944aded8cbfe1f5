"""A REST API, made from its spec."""
