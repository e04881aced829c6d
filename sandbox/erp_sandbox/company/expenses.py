"""Expense reports of employees, and their reimbursement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.company.documents import DocumentKind, LineKind, Part, write
from erp_sandbox.company.money import rounded
from erp_sandbox.company.settlement import apply

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.company.desk import Desk
    from erp_sandbox.company.documents import Document
    from erp_sandbox.company.model import Employee


def expense_report(desk: Desk, day: date) -> None:
    """Add an expense report, which most often is reimbursed by a bill payment."""
    random = desk.random
    employee = random.choice(desk.employees)
    step = desk.steps[desk.entities[employee.legal_entity].currency]
    parts = [
        Part(
            LineKind.EXPENSE,
            random.choice(desk.chart.spending),
            rounded(random.randrange(5_00, 900_00), step),
            department=employee.department,
            memo=memo,
        )
        for memo in ("Hotel", "Train", "Meals")[: random.choice((1, 2, 3))]
    ]
    report = _write(desk, DocumentKind.EXPENSE_REPORT, employee, day, parts)
    desk.done(report)
    paid = desk.days_later(report.header.date, 5, 30)
    if paid and random.random() < 0.7:  # noqa: PLR2004 - the others wait
        _reimburse(desk, employee, report, paid)


def _reimburse(desk: Desk, employee: Employee, report: Document, day: date) -> None:
    amount = report.left or 0
    part = Part(LineKind.SETTLEMENT, desk.chart["payable"], amount, party=employee.party)
    payment = _write(desk, DocumentKind.BILL_PAYMENT, employee, day, [part])
    at, difference = payment.header.created, desk.chart["exchange_difference"]
    desk.links.append(apply(report, payment, amount, at, difference))
    report.lines[0].modified = at
    desk.done(payment)


def _write(
    desk: Desk, kind: DocumentKind, employee: Employee, day: date, parts: list[Part]
) -> Document:
    header = desk.header(
        kind,
        day,
        legal_entity=employee.legal_entity,
        currency=desk.entities[employee.legal_entity].currency,
        party=employee,
    )
    control = "bank" if kind is DocumentKind.BILL_PAYMENT else "payable"
    return write(header, desk.chart[control], parts)
