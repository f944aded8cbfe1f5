"""The stats of a resource in the OpenAPI document."""

from generator.emit.openapi.schemas import Schema, array_of, of_object, reference, sent
from generator.emit.stats import group_field, measure_field, stat_answer
from generator.model.resource import Resource
from generator.model.stats import Measure, Stat


def stat_schemas(resource: Resource) -> dict[str, Schema]:
    """The components that the stats answer with."""
    schemas: dict[str, Schema] = {}
    for stat in resource.stats:
        told = {group.field.public: sent(group_field(group)) for group in stat.groups}
        told |= {str(measure.name): _number(measure) for measure in stat.measures}
        about = stat_answer(stat, resource)
        schemas[stat.value_class] = of_object(stat.value_class, about, told)
    return schemas


def _number(measure: Measure) -> Schema:
    field = measure_field(measure)
    return {"type": "integer"} if field is None else sent(field)


def stat_schema(stat: Stat) -> Schema:
    """The whole answer of a stat."""
    one = reference(stat.value_class)
    return array_of(one) if stat.groups else one
