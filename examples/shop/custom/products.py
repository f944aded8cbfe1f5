"""What hooks call: rules that are about more than one field."""

from .. import hooks
from ..errors import FieldError, ValidationFailed
from ..resources.products.models import ProductCreate


async def check(hook: hooks.BeforeCreate[ProductCreate]) -> None:
    """Before a product is created: what is set on `hook.body` is written."""
    product = hook.body
    product.name = " ".join(product.name.split())
    if product.cost is not None and product.cost > product.price:
        wrong = FieldError(field="price", message="must be at least the cost", code="too_small")
        raise ValidationFailed("price must be at least the cost.", errors=[wrong])
