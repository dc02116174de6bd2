/**
 * A load that drivers are compared under, side by side in one run: alternating rounds, medians, ratios.
 */
@NullMarked
package io.redoubt.tck.load;

import org.jspecify.annotations.NullMarked;
