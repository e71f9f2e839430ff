"""What leaders and the public are told in numbers."""
