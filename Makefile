# The README's commands, for whoever has make; .ci/dev.py does the work.
PYTHON ?= python3

.PHONY: demo test build lint format bench wheel wheel-macos apple-checks clean

demo test build lint format bench wheel wheel-macos apple-checks clean:
	@$(PYTHON) .ci/dev.py $@ $(ARGS)
