"""`target-salesforce setup`: creates the external id fields and a permission set for the user.

A field created through the API is on no page layout and hidden from every user, including its
creator, until a permission set grants access (Metadata API Developer Guide, "FieldPermissions"):
the integration user sees the key, other users do not.
"""

# ruff: noqa: S608 - `literal` quotes all values

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from singer_erp.errors import ConfigError, VendorError
from singer_erp.plugin.cli import PluginCommand, config_option, configure

from target_salesforce.soql import literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_sdk.plugin_base import PluginBase

    from target_salesforce.connection import Connection
    from target_salesforce.readiness import OrgReadiness
    from target_salesforce.schema import OrgSchema

_LABEL = "NetSuite Id"
_LENGTH = 64


@dataclass(frozen=True)
class SetupStep:
    """A change that an org needs.

    Attributes:
        description: The change in words.
        apply: Makes the change.
    """

    description: str
    apply: Callable[[], object]


class OrgSetup:
    """The setup of one org.

    Args:
        connection: The connection to the org, as a user with *Customize Application*.
        schema: The org's objects and fields before the setup.
        objects: External id field by object.
        permission_set: API name of the permission set.
    """

    def __init__(
        self,
        connection: Connection,
        schema: OrgSchema,
        objects: dict[str, str],
        permission_set: str,
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._objects = objects
        self._permission_set = permission_set

    @property
    def org_id(self) -> str:
        """Id of the org."""
        return self._connection.org.org_id

    def missing(self) -> list[SetupStep]:
        """Return the changes that the org still needs."""
        steps = [
            SetupStep(
                f"create field {obj}.{field} (Text {_LENGTH}, external id, unique)",
                partial(self._create_field, obj, field),
            )
            for obj, field in self._objects.items()
            if not self._has_field(obj, field)
        ]
        permission_set = self._permission_set_id()
        if permission_set is None:
            steps.append(
                SetupStep(
                    f"create permission set {self._permission_set}", self._create_permission_set
                )
            )
        steps += [
            SetupStep(
                f"let {self._permission_set} read, create and edit {obj}",
                partial(self._grant_object, obj),
            )
            for obj in self._objects
            if not self._writable(obj)
        ]
        steps += [
            SetupStep(
                f"let {self._permission_set} read and edit {obj}.{field}",
                partial(self._grant, obj, field),
            )
            for obj, field in self._objects.items()
            if permission_set is None or not self._is_granted(permission_set, obj, field)
        ]
        if permission_set is None or not self._is_assigned(permission_set):
            steps.append(SetupStep(f"assign {self._permission_set} to this user", self._assign))
        return steps

    def _has_field(self, obj: str, field: str) -> bool:
        name = field.removesuffix("__c")
        found = self._query(
            "/tooling/query",
            f"SELECT Id FROM CustomField WHERE DeveloperName = {literal(name)} "
            f"AND TableEnumOrId = {literal(obj)}",
        )
        return bool(found) or self._describes(obj, field)

    def _describes(self, obj: str, field: str) -> bool:
        return self._schema[obj].field(field) is not None

    def _writable(self, obj: str) -> bool:
        description = self._schema[obj]
        return description.createable and description.updateable

    def _create_field(self, obj: str, field: str) -> None:
        metadata = {
            "type": "Text",
            "label": _LABEL,
            "length": _LENGTH,
            "externalId": True,
            "unique": True,
            "caseSensitive": False,
            "required": False,
            "description": "Key of the record in NetSuite; written by the integration.",
            "inlineHelpText": "Do not edit.",
        }
        body = {"FullName": f"{obj}.{field}", "Metadata": metadata}
        self._post_unless("DUPLICATE_DEVELOPER_NAME", "/tooling/sobjects/CustomField", body)

    def _permission_set_id(self) -> str | None:
        found = self._query(
            "/query",
            f"SELECT Id FROM PermissionSet WHERE Name = {literal(self._permission_set)}",
        )
        return found[0]["Id"] if found else None

    def _create_permission_set(self) -> None:
        label = self._permission_set.replace("_", " ")
        body = {"Name": self._permission_set, "Label": label}
        self._post_unless("DUPLICATE_VALUE", "/sobjects/PermissionSet", body)

    def _is_granted(self, permission_set: str, obj: str, field: str) -> bool:
        return bool(
            self._query(
                "/query",
                f"SELECT Id FROM FieldPermissions WHERE ParentId = {literal(permission_set)} "
                f"AND Field = {literal(f'{obj}.{field}')} AND PermissionsEdit = true",
            )
        )

    def _grant(self, obj: str, field: str) -> None:
        key = {"SobjectType": obj, "Field": f"{obj}.{field}"}
        self._allow("FieldPermissions", key, "Read", "Edit")

    def _grant_object(self, obj: str) -> None:
        self._allow("ObjectPermissions", {"SobjectType": obj}, "Read", "Create", "Edit")

    def _allow(self, grants: str, key: dict[str, str], *rights: str) -> None:
        """Add rights to the permission set; a grant that exists may lack some of them."""
        key = {"ParentId": self._permission_set_id() or "", **key}
        body = {f"Permissions{right}": True for right in rights}
        where = " AND ".join(f"{name} = {literal(value)}" for name, value in key.items())
        found = self._query("/query", f"SELECT Id FROM {grants} WHERE {where}")
        if found:
            self._connection.send("PATCH", f"/sobjects/{grants}/{found[0]['Id']}", json=body)
        else:
            self._post_unless("DUPLICATE_VALUE", f"/sobjects/{grants}", key | body)

    def _is_assigned(self, permission_set: str) -> bool:
        user = self._connection.org.user_id
        return bool(
            self._query(
                "/query",
                "SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = "
                f"{literal(permission_set)} AND AssigneeId = {literal(user)}",
            )
        )

    def _assign(self) -> None:
        body = {
            "PermissionSetId": self._permission_set_id(),
            "AssigneeId": self._connection.org.user_id,
        }
        self._post_unless("DUPLICATE_VALUE", "/sobjects/PermissionSetAssignment", body)

    def _query(self, path: str, soql: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = self._connection.get(path, params={"q": soql})["records"]
        return records

    def _post_unless(self, code: str, path: str, body: dict[str, Any]) -> None:
        """Send a POST and ignore the error that the record exists."""
        try:
            self._connection.send("POST", path, json=body)
        except VendorError as error:
            if error.code != code:
                raise


def setup_command(
    plugin: type[PluginBase],
    command: PluginCommand,
    org_setup: Callable[[Any, str], OrgSetup],
    org_readiness: Callable[[Any], OrgReadiness],
) -> click.Command:
    """Return the sub-command `setup`.

    Args:
        plugin: The plugin whose settings are read.
        command: Its command.
        org_setup: Returns the setup for a configured plugin and the name of a permission set.
        org_readiness: Returns the checks for a configured plugin.
    """

    def setup(config: Any, permission_set: str, *, check: bool) -> None:
        configured = configure(plugin, config)
        org = org_setup(configured, permission_set)
        steps = org.missing()
        if check and steps:
            for step in steps:
                click.echo(f"would {step.description}")
            raise ConfigError(
                f"Org {org.org_id} is not ready: {len(steps)} step{'s' * (len(steps) > 1)} missing",
                "Run `target-salesforce setup` as a user with the permission Customize Application",
            )
        for step in steps:
            step.apply()
            click.echo(f"done: {step.description}")
        problems = 0
        for finding in org_readiness(configured).findings():
            problems += finding.is_problem
            click.echo(f"{'problem' if finding.is_problem else 'note'}: {finding.text}")
        if problems:
            raise ConfigError(
                f"Org {org.org_id} is not ready: {problems} problem{'s' * (problems > 1)}",
                "Solve what is listed, and run `target-salesforce setup --check` again",
            )
        click.echo(f"Org {org.org_id} is ready.")

    return PluginCommand(
        name="setup",
        callback=setup,
        params=[
            config_option(command),
            click.Option(["--check"], is_flag=True, help="Print the missing steps only."),
            click.Option(
                ["--permission-set"],
                default="NetSuite_Integration",
                show_default=True,
                help="API name of the permission set that grants access to the field.",
            ),
        ],
        help="Create the external id fields and the permission set that grants access to them.",
        logger=plugin.logger,
    )
