"""From the spec to the model, in passes; each pass may reject, and all report at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.diagnostics import Diagnostics, SpecError
from generator.language import Document, Source, spec
from generator.language.style import Case
from generator.model import names
from generator.model.app import App
from generator.model.envelopes import Envelope
from generator.model.fields import Field
from generator.model.relations import HasMany
from generator.model.resolve.access import (
    check_claims,
    owner_field,
    resolve_owner,
    resolve_users_table,
)
from generator.model.resolve.across import Others, under_all_names
from generator.model.resolve.actions import resolve_actions
from generator.model.resolve.computed import resolve_computed
from generator.model.resolve.deletes import check_deletes
from generator.model.resolve.derived import resolve_switches, resolve_times
from generator.model.resolve.endings import resolve_deprecation
from generator.model.resolve.envelopes import resolve_forms, unnamed
from generator.model.resolve.examples import example_rows, example_value
from generator.model.resolve.expansions import finish_expansions, resolve_expansions
from generator.model.resolve.fields import CLASS_PARTS, EXPANDING_CLASS_PARTS, resolve_fields
from generator.model.resolve.functions import check_functions, resolve_hooks
from generator.model.resolve.intents import resolve_intents
from generator.model.resolve.json_names import check_json_names, resolve_case
from generator.model.resolve.links import check_link_tables, link_tables, resolve_links
from generator.model.resolve.lists import (
    resolve_filters,
    resolve_page,
    resolve_search,
    resolve_sort,
)
from generator.model.resolve.lookup import check_moves, resolve_lookup
from generator.model.resolve.made import check_made
from generator.model.resolve.marks import check_marks, is_marked
from generator.model.resolve.named_links import check_named_links
from generator.model.resolve.own_rows import resolve_single
from generator.model.resolve.public import check_public
from generator.model.resolve.references import Targets, check_circles, resolve_targets
from generator.model.resolve.relations import (
    check_nested,
    nested_below,
    nested_lists,
    resolve_has_many,
    resolve_told,
)
from generator.model.resolve.report import Report
from generator.model.resolve.routes import (
    Naming,
    check_distinct,
    check_user_path,
    resolve_naming,
    resolve_path_alias,
    resolve_routes,
)
from generator.model.resolve.stats import resolve_stats
from generator.model.resolve.storage import resource_table, users_table
from generator.model.resolve.style import check_sort_style, resolve_sort_style
from generator.model.resolve.through import check_owners
from generator.model.resolve.through_links import check_through_links
from generator.model.resolve.uniques import resolve_uniques
from generator.model.resource import LOOKUP_PART, Owner, Resource

__all__ = ["resolve", "resolve_intents"]

# The key of the provisioned users.
PROVISIONED = "users.id"

# What the handlers of one row are called, besides the actions.
OPERATION_VERBS = ("create", "read", "put", "replace", "update", "delete")


def resolve(document: Document, source: Source) -> App:
    """The model of a spec; a SpecError holds every mistake of meaning."""
    diagnostics = Diagnostics(source)
    report = Report(diagnostics).at("resources")
    check_claims(document.auth.user, Report(diagnostics).at("auth", "user"))
    check_sort_style(document.api.style.sort, Report(diagnostics).at("api", "style", "sort"))
    users = document.auth.users == "provision"
    foreign_users = resolve_users_table(
        document.auth.users, Report(diagnostics).at("auth", "users")
    )
    owners = PROVISIONED if users else foreign_users.target if foreign_users else None
    namings = {
        name: resolve_naming(name, resource, users=users, report=report.at(name))
        for name, resource in document.resources.items()
    }
    check_distinct(namings, report)
    if foreign_users and foreign_users.target.rpartition(".")[0] in {
        naming.table for naming in namings.values()
    }:
        Report(diagnostics).at("auth", "users", "table").error(
            "E505",
            f"'{foreign_users.table}' is the table of a resource of this spec",
            hint="name the table that another system keeps",
        )
    targets = resolve_targets(document, namings)
    check_owners(document, targets, report)
    rows = {
        name: _resolve_row(name, resource, targets, document, report.at(name))
        for name, resource in document.resources.items()
    }
    answered = {name: row.answered | row.marked for name, row in rows.items()}
    told = {name: row.told for name, row in rows.items()}
    resources = [
        _resolve(
            name,
            resource,
            namings[name],
            rows[name],
            targets,
            answered,
            told,
            document,
            owners,
            report.at(name),
        )
        for name, resource in document.resources.items()
    ]
    resources = finish_expansions(resources, report)
    error_form = unnamed(document.api.style.error)
    _check_classes(resources, error_form, report)
    _check_operations(resources, report)
    check_circles(resources, report)
    check_link_tables(resources, report)
    check_marks([resource for resource in resources if resource is not None], report)
    check_named_links([resource for resource in resources if resource is not None], report)
    check_through_links([resource for resource in resources if resource is not None], report)
    check_functions([resource for resource in resources if resource is not None], report)
    check_user_path(document.api.user_path, resources, report)
    check_public(resources, document.api.user_path, report)
    check_deletes(resources, report)
    if diagnostics.errors:
        raise SpecError(diagnostics.errors, source.text)
    api = document.api
    return App(
        title=api.title,
        version=api.version,
        description=api.description,
        prefix=names.Path(api.prefix),
        cors=api.cors,
        validation_status=api.errors.validation,
        foreign_status=api.errors.foreign,
        jwt=document.auth.jwt,
        user_claims=document.auth.user,
        role_claims=document.auth.roles,
        users=users_table() if users else None,
        foreign_users=foreign_users,
        resources=tuple(resource for resource in resources if resource is not None),
        list_form=unnamed(api.style.list),
        row_form=unnamed(api.style.row),
        deleted_form=unnamed(api.style.deleted),
        error_form=error_form,
        user_path=names.Path(api.user_path) if api.user_path else None,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row of a resource has."""

    case: Case
    owner: Owner
    # The field of the owner, where the row has one of its own.
    owners: Field | None
    # The fields of the spec; and all that has a column, by name.
    declared: tuple[Field, ...]
    known: Mapping[str, Field]
    # What stands for a state of another field; and what is worked out.
    switches: Mapping[str, Field]
    computed: tuple[Field, ...]
    # What belongs to it, and what answers tell of that.
    has_many: tuple[HasMany, ...]
    belonging: tuple[Field, ...]

    @property
    def by_name(self) -> dict[str, Field]:
        """The fields of the spec that have a column."""
        return {str(field.name): field for field in self.declared}

    @property
    def told(self) -> dict[str, Field]:
        """All fields of the spec."""
        return {**self.by_name, **self.switches}

    @property
    def answered(self) -> dict[str, Field]:
        """These, and what is worked out."""
        return {**self.told, **{str(field.name): field for field in self.computed}}

    @property
    def marked(self) -> dict[str, Field]:
        """What says that the caller has marked it."""
        return {str(field.name): field for field in self.belonging if is_marked(field)}


def _resolve_row(
    name: str, declared: spec.Resource, targets: Targets, document: Document, report: Report
) -> _Row:
    case = resolve_case(document, declared)
    declared_fields = resolve_fields(
        name, declared.fields, declared.owner_column, targets, case, report.at("fields")
    )
    by_name: dict[str, Field] = {field.name: field for field in declared_fields}
    owner = resolve_owner(
        name,
        declared,
        by_name,
        targets,
        users=document.auth.users == "provision",
        report=report,
    )
    place = report.at("fields")
    switches = resolve_switches(name, declared.fields, by_name, owner.relation, case, place)
    named_switches = {str(field.name): field for field in switches}
    by_name = resolve_times(declared.fields, by_name, named_switches, place)
    # What refers to the owner's row is a field like the others.
    owners = None if declared.through else owner_field(name, owner, case)
    known: dict[str, Field] = {**by_name, **({str(owners.name): owners} if owners else {})}
    computed = resolve_computed(
        name,
        declared.computed,
        {**known, **named_switches},
        owner.relation,
        case,
        report.at("computed"),
    )
    has_many = resolve_has_many(name, declared.has_many, document, targets, report.at("has_many"))
    return _Row(
        case,
        owner,
        owners,
        tuple(by_name.values()),
        known,
        named_switches,
        computed,
        has_many,
        resolve_told(name, declared.has_many, has_many, case),
    )


def _resolve(
    name: str,
    declared: spec.Resource,
    naming: Naming,
    row: _Row,
    targets: Targets,
    all_answered: Others,
    all_told: Others,
    document: Document,
    users: str | None,
    report: Report,
) -> Resource | None:
    case, owner, declared_fields = row.case, row.owner, row.declared
    known, by_name, told, computed = row.known, row.by_name, row.told, row.computed
    named_switches, switches = row.switches, tuple(row.switches.values())
    owners = row.owners
    has_many = row.has_many
    place = report.at("fields")
    links = resolve_links(name, declared.fields, naming, targets, all_told, case, place)
    attached = (*row.belonging, *links)
    linked = {str(field.link.name): field for field in links if field.link}
    operator_filters, choice_filters = resolve_filters(
        name,
        declared.filters,
        row.answered | row.marked | linked,
        all_answered,
        owners if declared.public else None,
        report.at("filters"),
    )
    every = [*known.values(), *switches, *computed, *attached]
    check_json_names(every, owner, choice_filters, report)
    search = resolve_search(declared.search, by_name, report.at("search"))
    sort_keys, default_sort = resolve_sort(declared.sort, told, all_told, report.at("sort"))
    filters = {str(filter_.name) for filter_ in operator_filters}
    filters |= {str(filter_.name) for filter_ in choice_filters}
    api_style = Report(report.diagnostics).at("api", "style", "sort")
    sort_style = resolve_sort_style(
        name, declared, filters, (document.api.style.sort, api_style), report
    )
    page = resolve_page(declared.page, report.at("page"))
    actions = resolve_actions(
        name, declared.actions, {**known, **named_switches}, has_many, report.at("actions")
    )
    check_nested(has_many, actions, report.at("has_many"))
    routes, put = resolve_routes(declared)
    below = nested_below(name, document, targets)
    offered = {*routes, *(route for each in below for route in each.routes)}
    hooks = resolve_hooks(declared, offered, report.at("hooks"))
    stats = resolve_stats(name, declared, told, report.at("stats"))
    forms = resolve_forms(declared, document.api.style, naming, case, offered, report)
    key = next((field for field in declared_fields if declared.fields[field.name].key), None)
    if key is None:
        return None
    if not report.diagnostics.errors:
        _check_examples(declared_fields, report.at("fields"))
    expansions = resolve_expansions(declared, by_name, every, has_many, key, case, report)
    others = [field for field in declared_fields if field is not key]
    fields = (key, *([owners] if owners else []), *others)
    # What is wrong already may leave a field without any value to show.
    single = resolve_single(declared, naming.table, owner, report)
    uniques = resolve_uniques(declared, by_name, naming.table, owner, report)
    check_made(declared, by_name, uniques, routes, report.at("fields"))
    lookup = resolve_lookup(name, declared, by_name, uniques, report.at("lookup"))
    check_moves(lookup, actions, report.at("actions"))
    examples = () if report.diagnostics.errors else example_rows(fields, uniques)
    base = f"{document.api.prefix}{document.api.user_path or ''}"
    path = names.Path(f"{base}/{naming.segment}{'/' if naming.slash else ''}")
    return Resource(
        name=names.ClassName(name),
        folder=naming.folder,
        item=naming.item,
        items=naming.items,
        label=names.words(naming.item),
        label_with_article=names.with_article(names.words(naming.item)),
        labels=names.words(naming.items),
        description=declared.description,
        segment=naming.segment,
        path=path,
        alias=resolve_path_alias(declared.alias, base, path, report.at("alias")),
        deprecation=resolve_deprecation(declared.deprecated, report.at("deprecated")),
        key_parameter=names.key_parameter(naming.item, (lookup or key).name),
        key=key,
        owner=owner,
        fields=fields,
        operator_filters=under_all_names(operator_filters),
        choice_filters=choice_filters,
        search=search,
        sort_keys=sort_keys,
        default_sort=default_sort,
        page=page,
        routes=routes,
        put=put,  # type: ignore[arg-type]
        actions=actions,
        table=resource_table(
            names.ClassName(name),
            naming.table,
            fields,
            key=key,
            owner=owner,
            users=users,
            operator_filters=[filter_ for filter_ in operator_filters if not filter_.steps],
            choice_filters=choice_filters,
            search=search,
            sort_keys=[key for key in sort_keys if not key.looks_across],
            uniques=(*uniques, *single),
            default_sort=default_sort,
            nested=nested_lists(below),
            public=declared.public,
            example=dict(examples[0]) if examples else {},
        ),
        examples=examples[:1] if single else examples,
        stats=stats,
        computed=(*switches, *computed),
        list_form=forms.lists,
        row_form=forms.rows,
        deleted_form=forms.deleted,
        sort_style=sort_style,
        hooks=hooks,
        public=declared.public,
        has_many=has_many,
        below=below,
        attached=attached,
        link_tables=link_tables(name, naming, key, links, targets),
        expansions=expansions,
        lookup=lookup.name if lookup else None,
    )


def _check_examples(fields: Sequence[Field], report: Report) -> None:
    """Where no value can be made up, the spec must show one: tests and seeds are made of them."""
    for field in fields:
        if field.required and field.reference is None and example_value(field) is None:
            report.at(field.name).error(
                "E311",
                f"a value for '{field.name}' can't be made up, so it needs an example",
                hint="example: ... (documentation, seeds and tests show it)",
                of="key",
            )


def _check_classes(
    resources: list[Resource | None], error_form: Envelope | None, report: Report
) -> None:
    """Each class has a name of its own, in all resources together: OpenAPI knows them by it."""
    taken: dict[str, str] = {}
    if error_form is not None:
        taken = dict.fromkeys(error_form.classes(names.PROBLEM).values(), "api.style.error")
    linking = any(resource.links for resource in resources if resource is not None)
    for resource in resources:
        if resource is None or resource.name in names.RESERVED_CLASSES:
            continue
        place = report.at(resource.name)
        made: list[str] = [
            resource.name,
            *(names.class_of(resource.name, part) for part in CLASS_PARTS),
        ]
        every = (*resource.fields, *resource.switches, *resource.links)
        made += [field.value_class for field in every]
        made += [field.element.value_class for field in every if field.element]
        made += [field.link.row for field in resource.own_links if field.link]
        made += [stat.value_class for stat in resource.stats]
        if resource.stats:
            made.append(names.class_of(resource.name, "filters"))
        made += [each for nested in resource.below for each in (nested.query, nested.body)]
        if resource.expansions:
            made += [names.class_of(resource.name, part) for part in EXPANDING_CLASS_PARTS]
        made += [action.body.name for action in resource.actions if action.body]
        made += resource.answer_classes
        if resource.lookup:
            made.append(names.class_of(resource.name, LOOKUP_PART))
        others = {name: taken[name] for name in made if name in taken}
        if others:
            name, other = min(others.items())
            place.error(
                "E204",
                f"'{resource.name}' and '{other}' would both make the class {name}",
                hint="another name for one of them",
                of="key",
            )
        taken |= dict.fromkeys(made, resource.name)
        for filter_ in resource.choice_filters:
            named_like_field = any(str(filter_.name) == field.name for field in resource.fields)
            if filter_.value_class in taken and not named_like_field:
                place.at("filters", filter_.name).error(
                    "E204",
                    f"the choices of '{filter_.name}' would be {filter_.value_class} in Python, "
                    "and there is one already",
                    hint="another name",
                    of="key",
                )
            taken[filter_.value_class] = resource.name
        own = names.FOLLOWING_CLASSES if resource.follows else frozenset[str]()
        own |= names.SLUG_CLASSES if resource.made else frozenset[str]()
        own |= names.LINKING_CLASSES if linking else frozenset[str]()
        for name in sorted((names.RESERVED_CLASSES | own).intersection(made)):
            place.error(
                "E204",
                f"'{resource.name}' would make a class {name}, and there is one already",
                hint="another name",
                of="key",
            )


def _check_operations(resources: list[Resource | None], report: Report) -> None:
    """Each operation has a name of its own: clients are generated from them."""
    taken = dict.fromkeys(names.ROUTE_NAMES, "the application itself")
    for resource in resources:
        if resource is None:
            continue
        made = [
            f"list_{resource.items}",
            *(f"{verb}_{resource.item}" for verb in OPERATION_VERBS),
            *(f"{action.name}_{resource.item}" for action in resource.actions),
            *_nested_operations(resource),
            *(names.stats_of(resource.item, stat.name) for stat in resource.stats),
            *(
                names.linking(verb, resource.item, field.link.name)
                for field in resource.links
                if field.link
                for verb in ("link", "unlink")
            ),
        ]
        if resource.alias is not None:
            made += [names.at_path(name, resource.alias.segment) for name in made]
        clash = next((name for name in made if name in taken), None)
        if clash:
            report.at(resource.name).error(
                "E506",
                f"'{resource.name}' and {taken[clash]} would both have an operation {clash}",
                hint="another name for the resource, for the action, or for what belongs to it",
                of="key",
            )
        taken |= dict.fromkeys(made, f"'{resource.name}'")


def _nested_operations(resource: Resource) -> Iterator[str]:
    for many in resource.nests:
        if many.nested:
            yield from (many.nested.list_name, many.nested.create_name)
