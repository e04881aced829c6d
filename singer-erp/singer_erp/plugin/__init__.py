"""What a plugin is as a Singer command: tap, target, stream, settings, signals."""
