/** Entry point of applications: one object that provides all features, on Redis or in this process. */
@NullMarked
package io.redoubt;

import org.jspecify.annotations.NullMarked;
