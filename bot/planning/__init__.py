"""The parts of a plan, one idea a module; ``bot.plan`` puts them together. All of it is pure."""
