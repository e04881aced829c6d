"""What Singer ERP's taps and targets share."""
