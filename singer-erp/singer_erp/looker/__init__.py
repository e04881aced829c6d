"""What the tap and the commands of Looker share: the connection, settings and errors."""
