"""An org's own rules and locks, set by `mutate`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import Refusal, RowError, refuse

if TYPE_CHECKING:
    from erp_sandbox.salesforce.store import Record, Store


@dataclass(frozen=True)
class ValidationRule:
    """A rule that rejects records whose field holds a value.

    Attributes:
        object: Of which object.
        field: Which field.
        value: The rejected value.
        message: The admin's words.
    """

    object: str
    field: str
    value: Any
    message: str


@dataclass(frozen=True)
class DuplicateRule:
    """A rule that rejects new records that share a value with another one.

    Attributes:
        object: Of which object.
        field: What is compared.
        block: Cannot be overruled; else `allowSave` in the header overrules it.
    """

    object: str
    field: str
    block: bool = False


@dataclass
class Hooks:
    """The switches.

    Attributes:
        validation_rules: See `ValidationRule`.
        duplicate_rules: See `DuplicateRule`.
        locked: By (object, key), how many more tries find the record locked.
        storage_full: No more records can be made.
    """

    validation_rules: list[ValidationRule] = field(default_factory=list)
    duplicate_rules: list[DuplicateRule] = field(default_factory=list)
    locked: Counter[tuple[str, str]] = field(default_factory=Counter)
    storage_full: bool = False

    def before_write(  # noqa: PLR0913 - the facts of one write
        self,
        store: Store,
        obj: str,
        row: Record,
        *,
        creating: bool,
        key: str | None,
        allow_save: bool,
    ) -> None:
        """Reject a write that the org's rules forbid.

        Raises:
            Refusal: As Salesforce words it.
        """
        self._check_lock(obj, row.get("Id"), key)
        if creating and self.storage_full:
            raise refuse("STORAGE_LIMIT_EXCEEDED", "storage limit exceeded")
        for rule in self.validation_rules:
            if rule.object == obj and row.get(rule.field) == rule.value:
                raise refuse("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, rule.field)
        for duplicates in self.duplicate_rules:
            if duplicates.object == obj and not (allow_save and not duplicates.block):
                self._check_duplicate(store, duplicates, row)

    def _check_lock(self, obj: str, record_id: str | None, key: str | None) -> None:
        for name in (record_id, key):
            if name is not None and self.locked[obj, name] > 0:
                self.locked[obj, name] -= 1
                raise refuse(
                    "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"
                )

    def _check_duplicate(self, store: Store, rule: DuplicateRule, row: Record) -> None:
        spec = store.objects[rule.object]
        value = row.get(rule.field)
        if value is None:
            return
        others = [
            other
            for other in store.find(spec, spec.fields[rule.field], value)
            if other["Id"] != row.get("Id")
        ]
        if others:
            raise Refusal(
                RowError(
                    "DUPLICATES_DETECTED",
                    "Use one of these records?",
                    (),
                    {"duplicateResut": _matches(rule, others)},  # Salesforce's own spelling
                )
            )


def _matches(rule: DuplicateRule, others: list[Record]) -> dict[str, Any]:
    return {
        "allowSave": not rule.block,
        "duplicateRule": f"{rule.object}_{rule.field}",
        "duplicateRuleEntityType": rule.object,
        "errorMessage": "Use one of these records?",
        "matchResults": [
            {
                "entityType": rule.object,
                "errors": [],
                "matchRecords": [{"record": {"Id": other["Id"]}} for other in others],
                "size": len(others),
                "success": True,
            }
        ],
    }
