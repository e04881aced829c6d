"""A simulated Acumatica instance: contract-based REST API, OData and sign-in."""
