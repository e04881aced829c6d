"""The ERP vendors' APIs on localhost, as strict as the vendors."""
