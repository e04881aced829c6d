"""The LookML projects of the instance, each with the warehouse that its models query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.lookml.model import Explore, Model, Project
    from erp_sandbox.looker.users import User
    from erp_sandbox.looker.warehouse import Database


@dataclass(frozen=True)
class Source:
    """One project and the warehouse that its models query.

    Attributes:
        project: The LookML.
        warehouse: The database.
        internal: Whether its models are listed with `include_internal` only.
    """

    project: Project
    warehouse: Database
    internal: bool = False


class Catalog:
    """The models of all projects.

    Args:
        sources: The projects.
    """

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources

    @property
    def has_explores(self) -> bool:
        """Whether there is an Explore that users see."""
        return any(
            model.explores
            for source in self.sources
            if not source.internal
            for model in source.project.models.values()
        )

    def models(self, user: User) -> Iterator[tuple[Source, Model]]:
        """Yield the models that a user sees, by name."""
        found = [(s, m) for s in self.sources for m in s.project.models.values()]
        for source, model in sorted(found, key=lambda pair: pair[1].name):
            if user.may("see_system_activity") if source.internal else user.sees_model(model.name):
                yield source, model

    def model(self, user: User, name: str) -> tuple[Source, Model]:
        """Return a model.

        Raises:
            ApiError: 404, if there is none that the user sees.
        """
        for source, model in self.models(user):
            if model.name == name:
                return source, model
        raise not_found()

    def explores(self, user: User, model: Model) -> list[Explore]:
        """Return the Explores of a model that the user's attributes give access to."""
        return [explore for explore in model.explores.values() if _granted(user, model, explore)]

    def explore(self, user: User, model: Model, name: str) -> Explore | None:
        """Return an Explore of a model, None if there is none that the user sees."""
        found = model.explores.get(name)
        return found if found is not None and _granted(user, model, found) else None


def _granted(user: User, model: Model, explore: Explore) -> bool:
    """Return whether a user has all grants that an Explore requires (`access_grant`)."""
    grants = {grant["name"]: grant for grant in model.properties.get("access_grants", ())}
    required = explore.properties.get("required_access_grants", ())
    return all(name in grants and _has(user, grants[name]) for name in required)


def _has(user: User, grant: Mapping[str, Any]) -> bool:
    value = user.attributes.get(grant["user_attribute"])
    return value is not None and value in grant.get("allowed_values", ())
