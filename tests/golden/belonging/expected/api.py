"""What the spec says of the API as a whole."""

TITLE = "Belonging"
VERSION = "1"
DESCRIPTION: str | None = None

# What the documentation groups routes by.
TAGS = {
    "health": "Whether the server works.",
    "me": "The caller.",
    "projects": "The caller's projects.",
    "tasks": "The caller's tasks.",
}

PREFIX = "/api"

# The origins whose pages may call the API, unless CORS_ORIGINS says otherwise.
CORS_ORIGINS: tuple[str, ...] = ()

# The status of a request that breaks a rule, and of another owner's row.
VALIDATION_STATUS = 422
FOREIGN_STATUS = 403

# The claims that may identify the caller, and those that may hold their roles, in order.
USER_CLAIMS: tuple[str, ...] = ("sub",)
ROLE_CLAIMS: tuple[str, ...] = ("roles", "role")
