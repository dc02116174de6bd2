/** Architecture rules for applications that use Redoubt, to be run by their own tests with ArchUnit. */
@NullMarked
package io.redoubt.test.architecture;

import org.jspecify.annotations.NullMarked;
