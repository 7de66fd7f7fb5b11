"""Whack-a-mole: rounds of rule, report, volume product and repair, as they were and as they may go on."""
