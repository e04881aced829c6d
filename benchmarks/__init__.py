"""Speed and memory as ratios of one run, against named peers and the floor."""
