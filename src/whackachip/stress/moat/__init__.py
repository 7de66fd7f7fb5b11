"""How far ahead one actor's compute is: what chips it has, what algorithms add, and what is left unexplained."""
