/**
 * Parts that near caches of regions and of values under keys share: how they notice changes by other processes, and how
 * they weigh values. A {@code ChangeSource} lets changes be reported to a {@code ChangeReceiver}, whose {@code
 * ReportState} says whether each change is reported at present, and by what. A {@code ChangeClock} tells whether what
 * was read is still current.
 */
@NullMarked
package io.redoubt.cache.internal.near;

import org.jspecify.annotations.NullMarked;
