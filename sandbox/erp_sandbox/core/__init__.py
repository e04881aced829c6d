"""The parts that all vendors share: server, faults, journal, clock, state, control surface."""
