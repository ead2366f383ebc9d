"""What SQL is not for: pure functions from frames to plain values."""
