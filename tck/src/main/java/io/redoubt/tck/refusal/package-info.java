/** Error replies of Redis, a server that gives them on demand, and the documented tables of what callers get then. */
@NullMarked
package io.redoubt.tck.refusal;

import org.jspecify.annotations.NullMarked;
