/** The contracts of topics. */
@NullMarked
package io.redoubt.tck.topic;

import org.jspecify.annotations.NullMarked;
