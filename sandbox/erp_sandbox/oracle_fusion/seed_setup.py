"""Payment terms and value sets of the pod."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.company.model import AccountKind
from erp_sandbox.oracle_fusion.keys import hashed, number
from erp_sandbox.oracle_fusion.organization import CHARTS, SET_UP
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Term
    from erp_sandbox.oracle_fusion.organization import Segment
    from erp_sandbox.oracle_fusion.rows import Values
    from erp_sandbox.oracle_fusion.store import Pod

_TERMS = RESOURCES["payablesPaymentTerms"]
_SETS = RESOURCES["valueSets"]
_BEGINNING = date(2000, 1, 1)


def fill(pod: Pod) -> None:
    """Load payment terms and value sets."""
    first = pod.company.first
    at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC) - SET_UP
    pod.load(_term(term, at + timedelta(minutes=term.number)) for term in pod.company.terms)
    pod.load(_value_sets(pod.company, at))


def _term(term: Term, at: datetime) -> Row:
    identity = number("term", term.number)
    who = {
        "createdBy": "SETUP.USER",
        "creationDate": at,
        "lastUpdatedBy": "SETUP.USER",
        "lastUpdateDate": at,
    }
    values = filled(
        termsId=identity,
        name=term.name,
        description=term.name,
        enabledFlag=True,
        fromDate=_BEGINNING,
        rank=term.number,
        **who,
    )
    spec = _TERMS.children["payablesPaymentTermsLines"]
    line = filled(
        termsId=identity,
        sequenceNumber=1,
        duePercent=Decimal(100),
        dueDays=term.days,
        firstDiscountPercent=Decimal(term.discount_percent) if term.discount_percent else None,
        firstDiscountDays=term.discount_days,
        **who,
    )
    row = Row.of(spec, hashed(identity, 1), line)
    return Row.of(_TERMS, f"{identity}", values, {spec.name: [row]})


def _value_sets(company: Company, at: datetime) -> Iterator[Row]:
    segments = [segment for chart in CHARTS.values() for segment in chart.segments]
    for place, segment in enumerate(segments, start=1):
        code = f"ALDERWAY_{segment.code}"
        values = {
            "ValueSetId": number("value_set", place),
            "ValueSetCode": code,
            "Description": f"Values of {segment.name}",
            "ValidationType": "INDEPENDENT",
            "ValueDataType": "VARCHAR2",
            "MaximumLength": segment.digits,
            "ProtectedFlag": "N",
            "CreationDate": at,
            "LastUpdateDate": at,
        }
        rows = [
            _value(code, place, order, given, at)
            for order, given in enumerate(_segment_values(company, segment), start=1)
        ]
        yield Row.of(_SETS, code, values, {"values": rows})


def _value(code: str, place: int, order: int, given: Values, at: datetime) -> Row:
    spec = _SETS.children["values"]
    values = {
        "ValueId": number("value", place * 1_000 + order),
        "SortOrder": order,
        "TranslatedValue": given["Value"],
        "EnabledFlag": "Y",
        "SummaryFlag": "N",
        "StartDateActive": _BEGINNING,
        "CreationDate": at,
        "LastUpdateDate": at,
        **given,
    }
    return Row.of(spec, hashed(code, given["Value"]), values)


def _segment_values(company: Company, segment: Segment) -> Iterator[Values]:
    """Yield the values of a segment; a parent value is that of the row above in the hierarchy."""
    width = segment.digits
    if segment.dimension == "account":
        codes = {account.number: account.code for account in company.chart.accounts}
        for account in company.chart.accounts:
            if account.kind is not AccountKind.NON_POSTING:
                yield filled(
                    Value=account.code,
                    Description=account.name,
                    SummaryFlag="Y" if account.summary else "N",
                    ParentValue=codes.get(account.parent or 0),
                    EnabledFlag="N" if account.kind is AccountKind.STATISTICAL else "Y",
                )
        return
    if segment.dimension == "entity":
        for entity in company.legal_entities:
            parent = f"{100 + entity.parent}" if entity.parent else None
            yield filled(
                Value=f"{100 + entity.number}", Description=entity.name, ParentValue=parent
            )
        return
    dimensions = {
        "department": company.departments,
        "class": company.classes,
        "location": company.locations,
    }
    yield {"Value": "0" * width, "Description": "None"}
    for one in dimensions[segment.dimension]:
        yield filled(
            Value=f"{one.number:0{width}}",
            Description=one.name,
            ParentValue=f"{one.parent:0{width}}" if one.parent else None,
            EnabledFlag="N" if one.inactive else "Y",
        )
