"""How each kind of effect is carried out in Slack, once."""
