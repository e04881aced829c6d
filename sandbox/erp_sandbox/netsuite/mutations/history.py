"""A random but reproducible history of ordinary business."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from erp_sandbox.company import names
from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.netsuite.mutations import (
    actions,
    bulk,
    lines,
    payments,
    records,
    transactions,
    voids,
)
from erp_sandbox.netsuite.mutations.writer import MutationError, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.netsuite.mutations.writer import Writer

_WRITABLE = (
    DocumentKind.BILL,
    DocumentKind.INVOICE,
    DocumentKind.JOURNAL,
    DocumentKind.PURCHASE_ORDER,
    DocumentKind.SALES_ORDER,
    DocumentKind.VENDOR_CREDIT,
    DocumentKind.CREDIT_MEMO,
)
_PENDING = "type = 'VendBill' and not posting and not voided"
_OPEN = "foreignamountunpaid > 0 and posting and not voided"
_UNUSED = "foreignpaymentamountunused > 0 and posting and not voided"
_FREE = "not voided and not isreversal"
_PARTIES = "id, type, entity, currency, subsidiary"
_EDITABLE = (
    f"{_FREE} and type not in ('VendPymt', 'CustPymt')"
    " and coalesce(foreignamountpaid, 0) = 0 and coalesce(foreignpaymentamountused, 0) = 0"
)


class Story:
    """A random sequence of steps.

    Args:
        writer: Does the writing.
        seed: Same seed on the same books at the same timestamp: the same history.
        late_seconds: How far in the past late commits may be timestamped at most.
    """

    def __init__(self, writer: Writer, seed: int, late_seconds: int) -> None:
        self._writer = writer
        self._random = Random(f"history:{seed}")
        self._late = late_seconds
        self._steps: tuple[tuple[int, Callable[[], Row | None]], ...] = (
            (18, self._write),
            (8, self._write_late),
            (6, self._new_entity),
            (8, self._rename),
            (4, self._inactivate),
            (8, self._edit_header),
            (8, self._edit_line),
            (5, self._add_line),
            (6, self._remove_line),
            (12, self._pay),
            (5, self._use_credit),
            (5, self._unapply),
            (6, self._delete),
            (3, self._delete_contact),
            (3, self._void),
            (2, self._approve),
        )

    def run(self, steps: int) -> Row:
        """Carry out that many steps; return how often each kind happened.

        A step that finds nothing to work on, or that the business refuses, counts as `refused`.
        """
        weights = [weight for weight, _ in self._steps]
        happened: Counter[str] = Counter()
        for _ in range(steps):
            step = self._random.choices(self._steps, weights)[0][1]
            name = step.__name__.lstrip("_")
            happened[name if step() else "refused"] += 1
        return {"steps": steps, "happened": dict(sorted(happened.items()))}

    def _pick(self, table: str, condition: str = "true", columns: str = "id") -> Row | None:
        salt = self._random.randrange(1 << 30)
        return self._writer.one(
            f'select {columns} from "{table}" where {condition}'
            f" order by hash(id * 2654435761 + {salt}), id limit 1"
        )

    def _amount(self) -> str:
        return f"{self._random.randrange(1, 9000)}.{self._random.randrange(100):02d}"

    def _write(self) -> Row | None:
        kind = self._random.choice(_WRITABLE)
        table = "vendor" if kind in transactions.PURCHASES else "customer"
        entity = self._pick(table, "not isinactive")
        if entity is None:
            return None
        chart = self._writer.company.chart
        drawn = [
            {
                "amount": self._amount(),
                "memo": self._random.choice(names.MEMOS),
                "account": self._random.choice(chart.spending)
                if kind is DocumentKind.JOURNAL or kind in transactions.PURCHASES
                else chart["product_sales"],
                "department": self._random.choice((None, 2, 4, 6)),
            }
            for _ in range(self._random.choice((1, 2, 3)))
        ]
        values: Row = {"memo": self._random.choice(names.MEMOS)}
        if kind is not DocumentKind.JOURNAL:
            values["entity"] = entity["id"]
        return transactions.create(self._writer, kind, values, drawn)

    def _write_late(self) -> Row | None:
        made = self._write()
        if made is None:
            return None
        seconds = self._random.randrange(self._late + 1)
        return bulk.backdate(self._writer, "transaction", {"id": made["id"]}, seconds, lines=True)

    def _new_entity(self) -> Row:
        table = self._random.choice(("vendor", "customer", "contact"))
        name = names.company(self._random, self._random.randrange(100))
        first, last = names.person(self._random)
        values: Row = {"entityid": f"{first} {last}", "firstname": first, "lastname": last}
        if table != "contact":
            values = {"entityid": name, "companyname": name, "email": names.email(name, 1)}
        return records.create(self._writer, table, values)

    def _rename(self) -> Row | None:
        table = self._random.choice(("vendor", "customer", "contact", "item", "department"))
        column = records.name_column(self._writer.table(table))
        row = self._pick(table, columns=f"id, {column}")
        if row is None:
            return None
        values = {column: f"{str(row[column]).split(' (né')[0]} (né {self._random.randrange(999)})"}
        return records.change(self._writer, table, {"id": row["id"]}, values, timestamp=True)

    def _inactivate(self) -> Row | None:
        table = self._random.choice(("vendor", "customer", "contact", "item"))
        row = self._pick(table, columns="id, isinactive")
        if row is None:
            return None
        values = {"isinactive": not row["isinactive"]}
        return records.change(self._writer, table, {"id": row["id"]}, values, timestamp=True)

    def _edit_header(self) -> Row | None:
        row = self._pick("transaction")
        if row is None:
            return None
        values = self._random.choice(
            (
                {"memo": self._random.choice(names.MEMOS)},
                {"custbody_checked": self._random.choice((True, False, None))},
                {"custbody_surcharge": self._amount()},
                {"custbody_notes": "Edited\nlater"},
            )
        )
        return records.change(
            self._writer, "transaction", {"id": row["id"]}, values, timestamp=True
        )

    def _edit_line(self) -> Row | None:
        head = self._pick("transaction", _EDITABLE)
        if head is None:
            return None
        row = self._writer.one(
            "select id, transaction, uniquekey, mainline, isfxvariance, iscogs"
            " from transactionline where transaction = ? and id > 0 and not taxline"
            " and not iscogs and not isfxvariance and accountinglinetype is distinct from 'ASSET'"
            " order by id limit 1",
            head["id"],
        )
        if row is None:
            return None
        plain: Row = {"memo": self._random.choice(names.MEMOS), "department": 4}
        values = plain if self._random.random() < 0.5 else {"foreignamount": self._amount()}  # noqa: PLR2004
        move = self._random.random() < 0.5  # noqa: PLR2004 - the header's timestamp moves or not
        return self._tried(lambda: lines.change(self._writer, row, values, move_header=move))

    def _add_line(self) -> Row | None:
        head = self._pick("transaction", f"{_EDITABLE} and type <> 'ItemRcpt'")
        if head is None:
            return None
        values: Row = {"amount": self._amount(), "memo": "Added"}
        return self._tried(lambda: lines.add(self._writer, head["id"], values))

    def _remove_line(self) -> Row | None:
        head = self._pick(
            "transaction",
            f"{_EDITABLE} and id in (select transaction from transactionline where id > 0"
            " and not taxline and not iscogs and accountinglinetype is distinct from 'ASSET'"
            " group by 1 having count(*) > 1)",
        )
        if head is None:
            return None
        return self._tried(lambda: lines.remove(self._writer, head["id"], None))

    def _pay(self) -> Row | None:
        bill = self._pick("transaction", _OPEN, f"{_PARTIES}, foreignamountunpaid")
        if bill is None:
            return None
        others = self._writer.many(
            f"select id from transaction where {_OPEN} and type = ? and entity = ? and currency = ?"
            " and subsidiary = ? and id <> ? order by id limit 2",
            *(bill[name] for name in ("type", "entity", "currency", "subsidiary", "id")),
        )
        documents = [bill["id"], *(row["id"] for row in others)]
        part = f"{bill['foreignamountunpaid'] // 2}" if self._random.random() < 0.3 else None  # noqa: PLR2004
        part = None if part == "0" else part
        return actions.pay(
            self._writer,
            [bill["id"]] if part else documents,
            None,
            part,
            move_header=self._random.random() < 0.5,  # noqa: PLR2004
        )

    def _use_credit(self) -> Row | None:
        credit = self._pick("transaction", _UNUSED, _PARTIES)
        if credit is None:
            return None
        owing = "VendBill" if credit["type"].startswith("Vend") else "CustInvc"
        same = " and ".join(
            f"{name} = {credit[name]}" for name in ("entity", "currency", "subsidiary")
        )
        bill = self._pick("transaction", f"{_OPEN} and type = '{owing}' and {same}")
        if bill is None:
            return None
        return actions.pay(self._writer, [bill["id"]], credit["id"], None, move_header=False)

    def _unapply(self) -> Row | None:
        head = self._pick("transaction", f"foreignpaymentamountused > 0 and {_FREE}")
        if head is None:
            return None
        link = self._writer.one(
            "select previousdoc, foreignamount from nexttransactionlinelink where nextdoc = ?"
            " and linktype = 'Payment' order by previousdoc limit 1",
            head["id"],
        )
        if link is None:
            return None
        move = self._random.random() < 0.5  # noqa: PLR2004
        return payments.take_back(self._writer, link["previousdoc"], head["id"], move_header=move)

    def _delete(self) -> Row | None:
        head = self._pick("transaction", _FREE)
        if head is None:
            return None
        return self._tried(lambda: transactions.delete(self._writer, head["id"], cascade=True))

    def _delete_contact(self) -> Row | None:
        row = self._pick("contact")
        if row is None:
            return None
        return self._tried(lambda: records.delete(self._writer, "contact", row["id"]))

    def _void(self) -> Row | None:
        head = self._pick("transaction", f"{_FREE} and posting and type <> 'ItemRcpt'")
        return self._tried(lambda: voids.void(self._writer, head["id"])) if head else None

    def _approve(self) -> Row | None:
        head = self._pick("transaction", _PENDING)
        return transactions.approve(self._writer, head["id"]) if head else None

    @staticmethod
    def _tried(step: Callable[[], Row]) -> Row | None:
        """Return the step's result, or None if it is rejected before anything is written."""
        try:
            return step()
        except MutationError:
            return None
