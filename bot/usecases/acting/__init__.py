"""Actions of runbooks: asked for, approved, carried out once, and told of."""
