package io.redoubt.api.topic;

/**
 * Statistics of one {@code Redoubt} instance's topics: current subscriptions, and message counts since the instance was
 * created. Immutable.
 *
 * @param topics topics with at least one subscription at present; each has one connection to Redis
 * @param subscriptions subscriptions at present
 * @param published messages that were published, as far as known
 * @param delivered messages that were passed to a listener; one that three listeners get counts three times
 * @param dropped messages that a listener did not get because its queue was full
 * @param undecodable messages that a listener did not get because they could not be decoded as its type
 * @param gaps calls of {@link TopicListener#onGap()}
 * @param listenerFailures calls of listeners that have thrown something
 */
public record TopicStatistics(
        int topics,
        int subscriptions,
        long published,
        long delivered,
        long dropped,
        long undecodable,
        long gaps,
        long listenerFailures) {}
