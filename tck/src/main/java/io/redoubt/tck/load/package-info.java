/** Load tests that compare drivers with other clients in one run: alternating rounds, medians and ratios. */
@NullMarked
package io.redoubt.tck.load;

import org.jspecify.annotations.NullMarked;
