/** Test kit for applications: embedded features with a clock to move, real servers, outages, a JUnit extension. */
@NullMarked
package io.redoubt.test;

import org.jspecify.annotations.NullMarked;
