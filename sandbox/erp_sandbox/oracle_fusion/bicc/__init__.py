"""BI Cloud Connector: bulk extracts of the pod."""
