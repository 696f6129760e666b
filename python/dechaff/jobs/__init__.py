"""Programs for engines that run on many machines."""
