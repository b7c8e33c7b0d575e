"""Training of the digit string reader: glyphs, writing, faults, networks, calibration. Needs torch; never shipped."""
