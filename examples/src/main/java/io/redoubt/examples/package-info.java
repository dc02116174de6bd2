/** A tour of the features, programs for single patterns, and the snippets of the documentation as compiled code. */
@NullMarked
package io.redoubt.examples;

import org.jspecify.annotations.NullMarked;
