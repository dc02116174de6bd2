/** Sessions beside those of Spring Session and of commands of the raw client, on one server. */
@NullMarked
package io.redoubt.benchmarks.session;

import org.jspecify.annotations.NullMarked;
