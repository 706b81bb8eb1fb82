"""What every store and every bus must keep to, whatever stands behind it."""
