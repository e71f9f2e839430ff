"""From a proposal to a remedy: the life of an inspection, its findings, who may take part."""
