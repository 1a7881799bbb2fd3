"""The rules of incidents as pure functions over values, and the rows that hold them."""
