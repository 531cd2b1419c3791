"""A pytest plugin: a mutant need only be caught, not reduced to its smallest example."""

from hypothesis import Phase, settings

settings.register_profile("no_shrink", phases=[Phase.explicit, Phase.generate])
settings.load_profile("no_shrink")
