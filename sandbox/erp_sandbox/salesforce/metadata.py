"""The Metadata API over SOAP, as far as setting up an org goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from erp_sandbox.salesforce.call import version_of
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.metadata_components import (
    CustomFields,
    CustomObjects,
    Kind,
)
from erp_sandbox.salesforce.metadata_permissions import PermissionSets
from erp_sandbox.salesforce.metadata_soap import Fault, Request, many, respond
from erp_sandbox.salesforce.reading import timestamp
from erp_sandbox.salesforce.tooling import check_admin

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response

    from erp_sandbox.salesforce.metadata_soap import Tree
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.tooling import Tooling

_MOST = 10
_FOLDERS = {"CustomObject": "objects", "CustomField": "objects", "PermissionSet": "permissionsets"}
_SUFFIXES = {"CustomObject": "object", "CustomField": "object", "PermissionSet": "permissionset"}


class MetadataService:
    """The routes `/services/Soap/m/{version}`.

    Args:
        org: What is set up.
        tooling: Makes fields.
        session: Whether a session id is alive.
        spend: Counts a request; raises `ApiError` when none is left.
    """

    def __init__(
        self,
        org: Org,
        tooling: Tooling,
        session: Callable[[str], bool],
        spend: Callable[[], None],
    ) -> None:
        self._org = org
        self._session = session
        self._spend = spend
        self._kinds: dict[str, Kind] = {
            "CustomObject": CustomObjects(tooling, org),
            "CustomField": CustomFields(tooling, org),
            "PermissionSet": PermissionSets(org),
        }
        self._operations: dict[str, Callable[[Tree], Any]] = {
            "createMetadata": self._create,
            "updateMetadata": self._update,
            "upsertMetadata": self._upsert,
            "deleteMetadata": self._delete,
            "readMetadata": self._read,
            "listMetadata": self._list,
            "describeMetadata": self._describe,
        }

    def routes(self) -> list[Route]:
        """Return the routes at the root of the org's host."""
        path = "/services/Soap/m/{version}"
        return [Route(end, self._serve, methods=["POST"]) for end in (path, path + "/")]

    async def _serve(self, request: HttpRequest) -> Response:
        body = await request.body()
        return await run_in_threadpool(self._answered, request.path_params["version"], body)

    def _answered(self, version: str, body: bytes) -> Response:
        try:
            return self._answer(version, body)
        except Fault as fault:
            return fault.response()
        except ApiError as error:
            return Fault(f"sf:{error.code}", f"{error.code}: {error.message}").response()

    def _answer(self, version: str, body: bytes) -> Response:
        try:
            version_of(f"v{version}")
        except ApiError:
            raise Fault(
                "sf:UNSUPPORTED_API_VERSION", "UNSUPPORTED_API_VERSION: Invalid Api version"
            ) from None
        request = Request.read(body)
        if not self._session(request.session):
            raise Fault(
                "sf:INVALID_SESSION_ID",
                "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session",
            )
        self._spend()
        check_admin(self._org.user)
        operation = self._operations.get(request.operation)
        if operation is None:
            raise Fault("soapenv:Client", f"No operation available for {request.operation}")
        with self._org.lock:
            return respond(request.operation, operation(request.arguments))

    # Writing: each component for itself, as without AllOrNoneHeader

    def _create(self, arguments: Tree) -> list[Tree]:
        return [
            _saved(tree, partial(self._kind(tree.get("@type")).create, tree, self._org.user))
            for tree in _components(arguments)
        ]

    def _update(self, arguments: Tree) -> list[Tree]:
        return [
            _saved(tree, partial(self._kind(tree.get("@type")).update, tree, self._org.user))
            for tree in _components(arguments)
        ]

    def _upsert(self, arguments: Tree) -> list[Tree]:
        results = []
        for tree in _components(arguments):
            exists = self._kind(tree.get("@type")).read(str(tree.get("fullName"))) is not None
            results += (self._update if exists else self._create)({"metadata": tree})
            made = not exists and results[-1]["success"]
            results[-1] = {"created": made, **results[-1]}
        return results

    def _delete(self, arguments: Tree) -> list[Tree]:
        kind = arguments.get("type")
        return [
            _saved({"fullName": name}, partial(self._kind(kind).delete, name, self._org.user))
            for name in many(arguments.get("fullNames"))
        ]

    # Reading

    def _read(self, arguments: Tree) -> Tree:
        kind = arguments.get("type")
        found = [self._kind(kind).read(name) for name in many(arguments.get("fullNames"))]
        return {"records": [{"@type": kind, **(record or {})} for record in found]}

    def _list(self, arguments: Tree) -> list[Tree]:
        now = timestamp(self._org.clock.now()).replace("+0000", "Z")
        user = self._org.user
        return [
            {
                "createdById": user.id,
                "createdByName": user.username,
                "createdDate": now,
                "fileName": _file(kind, name),
                "fullName": name,
                "id": record_id,
                "lastModifiedById": user.id,
                "lastModifiedByName": user.username,
                "lastModifiedDate": now,
                "type": kind,
            }
            for query in many(arguments.get("queries"))
            for kind in [str(query.get("type"))]
            for name, record_id in self._kind(kind).names()
        ]

    def _describe(self, _: Tree) -> Tree:
        listed = [
            {
                "childXmlNames": ["CustomField"] if name == "CustomObject" else [],
                "directoryName": _FOLDERS[name],
                "inFolder": False,
                "metaFile": False,
                "suffix": _SUFFIXES[name],
                "xmlName": name,
            }
            for name in ("CustomObject", "PermissionSet")
        ]
        return {
            "metadataObjects": listed,
            "organizationNamespace": "",
            "partialSaveAllowed": True,
            "testRequired": False,
        }

    def _kind(self, name: Any) -> Kind:
        kind = self._kinds.get(str(name))
        if kind is None:
            raise ApiError(400, "INVALID_TYPE", f"This type of metadata is not available: {name}")
        return kind


def _components(arguments: Tree) -> list[Tree]:
    components = many(arguments.get("metadata"))
    if len(components) > _MOST:
        raise ApiError(400, "LIMIT_EXCEEDED", f"No more than {_MOST} components in one call.")
    kinds = {tree.get("@type") for tree in components}
    if len(kinds) > 1:
        raise ApiError(400, "INVALID_TYPE", "All components of a call must be of one type.")
    return components


def _file(kind: str, name: str) -> str:
    stem = name.partition(".")[0] if kind == "CustomField" else name
    return f"{_FOLDERS[kind]}/{stem}.{_SUFFIXES[kind]}"


def _saved(tree: Tree, save: Callable[[], None]) -> Tree:
    """Return one `SaveResult`; elements are in the order of the WSDL."""
    name = str(tree.get("fullName", ""))
    try:
        save()
    except ApiError as error:
        fields = {"fields": [*error.fields]} if error.fields else {}
        errors = {**fields, "message": error.message, "statusCode": error.code}
        return {"errors": errors, "fullName": name, "success": False}
    return {"fullName": name, "success": True}
