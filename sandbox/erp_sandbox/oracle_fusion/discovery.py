"""`describe`: the resources with their attributes, finders and children, for a client to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.oracle_fusion import errors
from erp_sandbox.oracle_fusion.call import COLLECTION, ITEM, VERSIONS
from erp_sandbox.oracle_fusion.finders import finders
from erp_sandbox.oracle_fusion.openapi import MEDIA_TYPE, document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from erp_sandbox.oracle_fusion.call import Call
    from erp_sandbox.oracle_fusion.limits import Limits
    from erp_sandbox.oracle_fusion.resources import Attribute, Resource
    from erp_sandbox.oracle_fusion.store import Pod

DESCRIPTION = "application/vnd.oracle.adf.description+json"
_PARAMETERS = {"metadataMode", "includeChildren", "showAnnotations"}


def versions(call: Call, name: str) -> Response:
    """Return the versions of the resources: one, of this name."""
    return call.answer({"items": [_version(call, name)]}, COLLECTION)


def version(call: Call, name: str) -> Response:
    """Return the version of the resources."""
    return call.answer(_version(call, name), ITEM)


def _version(call: Call, name: str) -> dict[str, Any]:
    extension = {
        "defaultFrameworkVersion": "1",
        "allowedFrameworkVersions": [str(number) for number in VERSIONS],
    }
    link = {"rel": "self", "href": call.url, "name": "self", "kind": "item"}
    return {"version": name, "isLatest": True, "adf:extension": extension, "links": [link]}


class Discovery:
    """The descriptions of the resources.

    Args:
        pod: The resources, with the flexfields of the tenant.
        limits: The media types that there is no description for.
    """

    def __init__(self, pod: Pod, limits: Limits) -> None:
        self._pod = pod
        self._limits = limits

    def respond(self, call: Call) -> Response:
        """Return the response to a path that ends with `describe`.

        Raises:
            ApiError: If there is no such resource, or no description of an accepted type.
        """
        for name in call.parameters:
            if name not in _PARAMETERS:
                text = f"URL request parameter {name} cannot be used in this context."
                raise errors.bad_query(text)
        path, resources = call.path[:-1], self._resources(call)
        media_type = self._media_type(call.headers)
        if path and "metadataMode" in call.parameters:
            raise errors.bad_query("metadataMode cannot be used with a single resource.")
        if media_type == MEDIA_TYPE:
            return call.answer(document(resources, call.url), MEDIA_TYPE)
        described = {
            "/".join((*path[:-1], name)) if path else name: resource
            for name, resource in resources.items()
        }
        body = {
            resource.name: self._described(call, where, resource)
            for where, resource in described.items()
        }
        return call.answer({"Resources": body}, DESCRIPTION)

    def _resources(self, call: Call) -> Mapping[str, Resource]:
        """Return the resources of a path that the user may see."""
        path = call.path[:-1]
        if not path:
            return {
                name: resource
                for name, resource in self._pod.resources.items()
                if name not in call.user.denied
            }
        found = self._pod.resource(path[0])
        if found is None:
            raise errors.not_found(f"Resource {path[0]}")
        if path[0] in call.user.denied:
            raise errors.no_privilege(path[0])
        for place in range(2, len(path), 3):
            child = path[place + 1] if len(path) > place + 1 else ""
            if path[place] != "child" or child not in found.children:
                raise errors.not_found(f"Resource {child or path[place]}")
            found = found.children[child]
        return {found.name: found}

    def _media_type(self, headers: Mapping[str, str]) -> str:
        """Return the type of the description.

        Raises:
            ApiError: 406, if the server has none for the types that the client accepts.
        """
        accepted = [
            part.partition(";")[0].strip() for part in headers.get("accept", "*/*").split(",")
        ]
        left = [one for one in accepted if one not in self._limits.refused_accept]
        if MEDIA_TYPE in left:
            return MEDIA_TYPE
        if any(one in {"*/*", "application/*", "application/json", DESCRIPTION} for one in left):
            return DESCRIPTION
        raise errors.ApiError(406, "The server has no representation of an accepted type.")

    def _described(self, call: Call, where: str, resource: Resource) -> dict[str, Any]:
        mode = call.parameters.get("metadataMode", "")
        url = f"{call.url}/{where}"
        links = [{"rel": "self", "href": f"{url}/describe", "name": "self"}]
        if mode == "list":
            return {"links": links}
        titles = {"title": _singular(resource.title), "titlePlural": resource.title}
        if mode == "minimal":
            found: dict[str, Any] = {**titles, "links": links}
            if call.parameters.get("includeChildren") == "true":
                found["children"] = _minimal_children(resource)
            return found
        return _full(resource, url) | {"links": links}


def _full(resource: Resource, url: str) -> dict[str, Any]:
    children = {
        name: _full(child, f"{url}/{{id}}/child/{name}")
        for name, child in resource.children.items()
    }
    self_link = {"rel": "self", "href": url, "name": resource.name}
    child_links = [
        {"rel": "child", "href": f"{url}/{{id}}/child/{name}", "name": name} for name in children
    ]
    found: dict[str, Any] = {
        "discrColumnType": False,
        "title": _singular(resource.title),
        "titlePlural": resource.title,
        "attributes": [_attribute(one) for one in resource.attributes.values()],
        "collection": {
            "rangeSize": 25,
            "finders": [
                {
                    "name": finder.name,
                    "title": finder.name,
                    "attributes": [
                        {"name": name, "type": kind, "required": False}
                        for name, kind in finder.variables
                    ],
                }
                for finder in finders(resource)
            ],
            "links": [self_link],
            "actions": [_get(COLLECTION)],
        },
        "item": {"links": child_links, "actions": [_get(ITEM)]},
    }
    return found | ({"children": children} if children else {})


def _attribute(attribute: Attribute) -> dict[str, Any]:
    """Return an attribute; dates and timestamps have the type `string` like texts."""
    found: dict[str, Any] = {
        "name": attribute.name,
        "type": attribute.type,
        "updatable": False,
        "mandatory": attribute.mandatory,
        "queryable": attribute.queryable,
        "allowChanges": "never",
        "title": attribute.name,
    }
    if attribute.context:
        found["discrColumnType"] = True
    if attribute.precision is not None:
        found["precision"] = attribute.precision
    if attribute.scale is not None:
        found["scale"] = attribute.scale
    return found


def _get(media_type: str) -> dict[str, Any]:
    return {
        "name": "get",
        "method": "GET",
        "responseType": ["application/json", media_type],
    }


def _minimal_children(resource: Resource) -> dict[str, Any]:
    return {
        name: {"title": _singular(child.title), "titlePlural": child.title}
        | ({"children": _minimal_children(child)} if child.children else {})
        for name, child in resource.children.items()
    }


def _singular(title: str) -> str:
    return title.removesuffix("s")
