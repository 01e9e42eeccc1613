"""How a plan is carried out, call by call, and what a story may ask of the world."""
