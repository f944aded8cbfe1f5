"""Values that only one row may have: what a client is told whose values another row has.

PostgreSQL itself holds them unique, so nothing comes between looking and writing. Its refusal
names the constraint, and here stands which fields that is about.
"""

from .errors import Conflict, FieldError

# The fields that each constraint is about.
UNIQUE = {
    "uq_projects_user_id_name": ("name",),
}


def taken(constraint: str | None) -> Conflict:
    """Another of the owner's rows has these values."""
    fields = UNIQUE.get(constraint or "", ())
    if not fields:
        return Conflict("There is already one with these values.")
    errors = []
    for field in fields:
        others = [other for other in fields if other != field]
        message = f"is taken together with {' and '.join(others)}" if others else "is taken"
        errors.append(FieldError(field=field, message=message, code="taken"))
    return Conflict(f"{fields[0]} {errors[0].message}.", errors=errors)
