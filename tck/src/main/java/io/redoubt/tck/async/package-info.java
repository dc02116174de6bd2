/** Contract that the asynchronous views of all features fulfil. */
@NullMarked
package io.redoubt.tck.async;

import org.jspecify.annotations.NullMarked;
