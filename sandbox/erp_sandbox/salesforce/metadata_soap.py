"""SOAP envelopes of the Metadata API, read and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # only writes; what comes in is read by defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from starlette.responses import Response

from erp_sandbox.salesforce.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TYPE = f"{{{_INSTANCE}}}type"
_NIL = f"{{{_INSTANCE}}}nil"
_PREFIXES = {
    "soapenv": _ENVELOPE,
    "xsi": _INSTANCE,
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "": NAMESPACE,
}

Tree = dict[str, Any]
"""Children by local name: text, another tree, or a list where a name occurs several times; the
`xsi:type` stands under `@type`."""


class Fault(Exception):  # noqa: N818 - an outcome, not a failure
    """A call that is rejected as a whole.

    Args:
        code: Such as `sf:INVALID_SESSION_ID`.
        message: Its words.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def response(self) -> Response:
        """Return HTTP 500 with a SOAP fault."""
        fault = ET.Element("soapenv:Fault")
        ET.SubElement(fault, "faultcode").text = self.code
        ET.SubElement(fault, "faultstring").text = self.message
        return _enveloped(fault, {**_PREFIXES, "": "", "sf": NAMESPACE}, 500)


@dataclass(frozen=True)
class Request:
    """One call.

    Attributes:
        operation: Such as `createMetadata`.
        session: What the `SessionHeader` holds.
        arguments: What stands in the body.
    """

    operation: str
    session: str
    arguments: Tree

    @classmethod
    def read(cls, body: bytes) -> Request:
        """Read an envelope.

        Raises:
            Fault: It is none.
        """
        try:
            root = fromstring(body, forbid_dtd=True)
        except (ParseError, DefusedXmlException) as error:
            raise Fault("soapenv:Client", f"The request is not well-formed XML: {error}") from None
        payload = root.find(f"{{{_ENVELOPE}}}Body")
        if payload is None or len(payload) != 1:
            raise Fault("soapenv:Client", "A SOAP envelope with one element in its body is needed")
        [call] = payload
        if not call.tag.startswith(f"{{{NAMESPACE}}}"):
            raise Fault(
                "soapenv:Client",
                f"No operation available for request {call.tag}, please check the WSDL for the "
                "service.",
            )
        session = root.findtext(f".//{{{NAMESPACE}}}sessionId") or ""
        arguments = _tree(call)
        return cls(_local(call.tag), session, arguments if isinstance(arguments, dict) else {})


def respond(operation: str, results: Any) -> Response:
    """Return the response of a call: one `result` element for each result."""
    element = ET.Element(f"{operation}Response")
    for result in many(results):
        _write(element, "result", result)
    return _enveloped(element, _PREFIXES, 200)


def many(value: Any) -> list[Any]:
    """Return what may occur once, several times or not at all, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _enveloped(content: ET.Element, prefixes: Mapping[str, str], status: int) -> Response:
    envelope = ET.Element("soapenv:Envelope")
    for prefix, uri in prefixes.items():
        if uri:
            envelope.set(f"xmlns:{prefix}" if prefix else "xmlns", uri)
    ET.SubElement(envelope, "soapenv:Body").append(content)
    data = ET.tostring(envelope, encoding="UTF-8", xml_declaration=True)
    return Response(data, status, media_type="text/xml;charset=UTF-8")


def _tree(element: ET.Element) -> Any:
    if element.get(_NIL) == "true":
        return None
    kind = element.get(_TYPE)
    if not len(element) and kind is None:
        return element.text or ""
    tree: Tree = {} if kind is None else {"@type": kind.rpartition(":")[2]}
    for child in element:
        name, value = _local(child.tag), _tree(child)
        tree[name] = [*many(tree[name]), value] if name in tree else value
    return tree


def _write(parent: ET.Element, name: str, value: Any) -> None:
    if isinstance(value, list):
        for entry in value:
            _write(parent, name, entry)
    elif isinstance(value, dict):
        element = ET.SubElement(parent, name)
        for key, entry in value.items():
            if key == "@type":
                element.set("xsi:type", str(entry))
            else:
                _write(element, key, entry)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        ET.SubElement(parent, name).text = text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def missing(kind: str, name: str, at: str = "fullName") -> ApiError:
    """Return the error for a component that does not exist."""
    return ApiError(
        400,
        "INVALID_CROSS_REFERENCE_KEY",
        f"In field: {at} - no {kind} named {name} found",
    )
