"""Filter expressions: what a query's `filters` mean for dates, numbers, strings and yes/no."""
