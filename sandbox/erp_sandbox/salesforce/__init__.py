"""A Salesforce org on localhost: OAuth, REST, Composite, SOQL, Bulk API 2.0, Tooling."""
