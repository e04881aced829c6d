"""LookML: projects, models, explores, views and fields, as the vendor resolves them."""
