"""Receivers of deliveries on the loopback interface, and the folder of what they received."""
