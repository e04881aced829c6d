"""What all vendors share: server, faults, request journal, clock, state, control surface."""
