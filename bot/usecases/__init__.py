"""One async function for each thing that a person, an alert or the clock can make happen."""
