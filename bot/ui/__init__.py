"""The page: one file per tab, with one theme and one component kit."""
