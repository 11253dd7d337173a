"""The nouns of the sandbox: values, entities, lifecycles. Standard library only, no I/O, no clock."""
