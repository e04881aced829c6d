"""Speed and memory as ratios of one run, against published peers and a bare loop."""
