/** The contracts of locks, and the recording and checking of what their holders saw. */
@NullMarked
package io.redoubt.tck.lock;

import org.jspecify.annotations.NullMarked;
