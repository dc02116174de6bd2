/** Report of failed tests: each test, its server, and the command that runs only that test again. */
@NullMarked
package io.redoubt.tck.report;

import org.jspecify.annotations.NullMarked;
