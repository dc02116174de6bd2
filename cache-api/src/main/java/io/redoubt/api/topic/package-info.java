/** Topics: messages from one process to all that have subscribed, delivered at most once. */
@NullMarked
package io.redoubt.api.topic;

import org.jspecify.annotations.NullMarked;
