package io.redoubt.api.topic;

import io.redoubt.api.TypeRef;

/**
 * Publish/subscribe service whose messages reach all subscribers of a named topic, in all processes with the same Redis
 * servers and key prefix.
 *
 * <pre>{@code
 * TopicSubscription chat = topics.subscribe("chat:world", ChatLine.class,
 *     TopicListener.of(screen::show, () -> screen.replaceBy(history.lastLines())));
 * topics.publish("chat:world", new ChatLine("Ada", "hello"));
 * }</pre>
 *
 * <p><b>At most once.</b> Messages are not stored. Each subscription receives a message once, or not at all if its
 * connection is lost at that time. After a possible loss, {@link TopicListener#onGap()} is called, and the listener
 * reads the current state from the database or the cache. Do not use a topic for data that cannot be read again in this
 * way. Messages that one thread publishes to one topic arrive in that order; the order of different publishers, or of
 * different topics, is not defined.
 *
 * <p><b>Messages</b> are encoded with the codec of the platform (JSON by default), so publisher and subscriber agree on
 * the type. A plain message that another program publishes under the channel of a topic ({@code docs/formats.md}) is
 * decoded in the same way. A message that cannot be decoded is skipped, counted, and logged at WARN at most once a
 * second, with the name of the topic; it does not end the subscription. Names of topics appear in log lines and
 * messages of exceptions: keep secrets out of them.
 *
 * <p><b>Listeners</b> of different subscriptions do not wait for each other. Each has a queue of {@value
 * #MAX_QUEUED_MESSAGES} messages with {@value #MAX_QUEUED_BYTES} bytes together; what exceeds it is dropped, counted
 * and reported to this listener as a gap.
 *
 * <p><b>Limits</b> of one instance: {@value #MAX_TOPICS} topics with subscriptions, each of which has one connection to
 * Redis, however many listeners it has, and {@value #MAX_SUBSCRIPTIONS} subscriptions. Publishing needs no connection
 * of its own, and is possible to any number of topics. Where there are more rooms than that, let several share a topic,
 * and name the room in the message.
 *
 * <p>Thread-safe, blocking.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid name or a message that is too large,
 * and {@link io.redoubt.api.CodecException} for one that cannot be encoded, before anything is sent. {@link
 * io.redoubt.api.StoreRejectedException} if Redis refuses the call, with code {@code NOPERM} if the user lacks the
 * right to use the channel, and with code {@code LIMIT} beyond a limit. {@link
 * io.redoubt.api.RedoubtInterruptedException} for an interrupted thread.
 *
 * <p><b>When Redis is down</b>, {@code publish} throws {@link io.redoubt.api.StoreUnavailableException} within the
 * command timeout, and {@code subscribe} returns a subscription that is made in the background. Subscriptions whose
 * connection is lost are restored by themselves.
 */
public interface Topics {

    /** Maximum size of an encoded message, in bytes. */
    int MAX_MESSAGE_BYTES = 128 * 1024;

    /** Maximum number of topics with subscriptions at a time. */
    int MAX_TOPICS = 64;

    /** Maximum number of subscriptions at a time. */
    int MAX_SUBSCRIPTIONS = 256;

    /** Maximum number of messages that wait for one listener, besides the one that it is called with. */
    int MAX_QUEUED_MESSAGES = 1_000;

    /** Maximum size of the messages that wait for one listener, in bytes as they were received. */
    int MAX_QUEUED_BYTES = 4 * 1024 * 1024;

    /**
     * Publishes a message to all subscriptions that the topic has at this moment; one command. Does not tell how many
     * have received it: without subscriptions it has no effect.
     *
     * <p>Not repeated if the reply is lost: {@code mayHaveTakenEffect()} of the exception tells that the message may
     * have been delivered.
     *
     * @param topic the name of the topic: 1 to 1024 bytes of UTF-8 without control characters and braces
     * @param message the message, at most {@value #MAX_MESSAGE_BYTES} bytes when encoded
     */
    void publish(String topic, Object message);

    /**
     * Publishes a message of a generic type, or of one that is declared otherwise than by its class; see {@link
     * #publish(String, Object)}.
     *
     * @param type the type as which subscribers decode the message
     */
    <T> void publish(String topic, T message, TypeRef<T> type);

    /**
     * Subscribes a listener to a topic. Returns when Redis has confirmed the subscription: the listener gets what is
     * published from now on, and may get what was published during this call.
     *
     * <p>If Redis does not answer, the subscription is made in the background, by attempts that go on until it is
     * closed. The listener then gets a gap at once and another one when Redis has confirmed. If Redis refuses, this
     * method throws, and nothing is left. A subscription that Redis refuses in the background is tried again every ten
     * seconds, and the refusal is logged at WARN. Takes at most twice the command timeout.
     *
     * @param topic the name of the topic: 1 to 1024 bytes of UTF-8 without control characters and braces
     * @param type the type as which messages are decoded
     */
    <T> TopicSubscription subscribe(String topic, Class<T> type, TopicListener<? super T> listener);

    /** Subscribes a listener to messages of a generic type; see {@link #subscribe(String, Class, TopicListener)}. */
    <T> TopicSubscription subscribe(String topic, TypeRef<T> type, TopicListener<? super T> listener);

    /** Returns the statistics of this instance. */
    TopicStatistics statistics();

    /** Returns the asynchronous view of these topics. The same object every time. */
    AsyncTopics async();
}
