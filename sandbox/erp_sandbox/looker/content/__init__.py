"""Content and administration: Looks, dashboards, folders, users, groups, roles and connections."""
