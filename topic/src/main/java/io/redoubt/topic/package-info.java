/**
 * Topics on Redis Pub/Sub or in this process, under one contract.
 *
 * <p>{@link io.redoubt.topic.TopicsFactory} is the entry point. {@code TopicTransport} is the port with one
 * implementation for Redis and one for this process; all other code is shared by both.
 *
 * <p>What arrives for a topic goes to its {@code SharedTopic}, and from there into the queue of each {@code
 * ListenerSubscription}, from which a thread of that subscription calls the listener.
 */
@NullMarked
package io.redoubt.topic;

import org.jspecify.annotations.NullMarked;
