"""Models, Explores, fields and projects as the API describes them."""
