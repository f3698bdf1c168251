"""What the pair of the world does together, a module a topic; each builds its things on the scene."""
