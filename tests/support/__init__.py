"""What tests stand on: databases, a browser, and a world without a network."""
