"""Charts that a reader can work with: Vega-Lite specs in the names of the palette, painted light or dark later."""
