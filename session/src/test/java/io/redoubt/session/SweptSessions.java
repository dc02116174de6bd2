package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.TypeRef;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.spi.PubSubChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sessions on a server, with all that is needed to sweep them, by a clock of the test. Hears their events. */
final class SweptSessions implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LIFETIME = Duration.ofDays(1);

    /** A bucket of anonymous sessions. */
    static final String BUCKET = "2a";

    private static final byte[] HEADER = "~M1\n".getBytes(StandardCharsets.UTF_8);

    final SessionCounters counters = new SessionCounters();
    final List<SessionEvent> events = new CopyOnWriteArrayList<>();
    final ScriptContext context;
    final RedisOperations calls;
    final SessionOperations operations;
    final SweepScripts sweeps;
    final RedisSessionStatistics statistics;
    private final SessionScripts scripts;
    private final SecureRandom random = new SecureRandom();
    private final Subscription subscription;

    /** @param clock in milliseconds since 1970, near to that of the server; null for that of the server */
    SweptSessions(RedisDriver driver, String prefix, Duration idle, Duration lifetime, @Nullable LongSupplier clock) {
        KeyPrefix keyPrefix = new KeyPrefix(prefix);
        SessionKeys keys = new SessionKeys(keyPrefix.space(KeyKind.SESSION));
        String channel = keyPrefix.space(KeyKind.TOPIC).start() + SessionEventTopic.NAME;
        this.context = new ScriptContext(
                keys,
                new SessionSettings(JsonCodec.create(), prefix, idle, lifetime, 100, SessionOverflowPolicy.REJECT),
                clock == null ? ScriptTimeSource.server() : ScriptTimeSource.injected(clock),
                channel);
        this.calls = new RedisOperations(driver, TIMEOUT, System::nanoTime);
        this.operations = new SessionOperations(calls, TIMEOUT, System::nanoTime, keys, null);
        this.sweeps = new SweepScripts(context);
        this.scripts = new SessionScripts(context);
        this.statistics = new RedisSessionStatistics(calls, context, operations, counters);
        this.subscription = calls.subscribe(
                operations.of("subscribe"),
                List.of(PubSubChannel.global(SessionKeys.utf8(channel))),
                new SubscriptionListener() {
                    @Override
                    public void onMessage(byte[] from, byte[] message) {
                        events.add(event(message));
                    }

                    @Override
                    public void onGap() {}
                });
    }

    private static SessionEvent event(byte[] message) {
        assertThat(message).startsWith(HEADER);
        return SessionEventCodec.create()
                .decode(Arrays.copyOfRange(message, HEADER.length, message.length), TypeRef.of(SessionEvent.class));
    }

    /** Creates a session of a user. */
    HashedSessionId create(String user) {
        SessionOwner owner = SessionOwner.of(user);
        return create(owner.bucket(), owner);
    }

    /** Creates an anonymous session in {@link #BUCKET}. */
    HashedSessionId createAnonymous() {
        return create(BUCKET, null);
    }

    private HashedSessionId create(String bucket, @Nullable SessionOwner owner) {
        HashedSessionId id = SessionId.generate(random, bucket).hashed();
        SessionPayload payload = new SessionPayload(Map.of(), Map.of());
        CreateReply reply = operations.repeat(
                "create",
                Effect.NONE,
                siblings -> operations.run(scripts.create(id, owner, payload, siblings)),
                CreateReply::siblings);
        assertThat(reply.code()).isEqualTo(CreateReply.CREATED);
        return id;
    }

    void touch(HashedSessionId id) {
        assertThat(operations.run(scripts.touch(id)).exists()).isTrue();
    }

    ExpirySweeper sweeper() {
        return new ExpirySweeper(operations, sweeps, counters);
    }

    RecurringTask.Outcome sweep() {
        return sweeper().sweep(() -> false);
    }

    SessionMaintenance maintenance(Duration sweep, Duration flush) {
        SessionMaintenance.Intervals intervals = new SessionMaintenance.Intervals(sweep, flush);
        return SessionMaintenance.of(calls, operations, context, counters, intervals, SystemClock.nanoTime());
    }

    /** Returns the handles of the sessions that have expired, in the order of their events. */
    List<String> expired() {
        return events.stream()
                .filter(event -> event.type() == SessionEvent.Type.EXPIRED)
                .map(SessionEvent::handle)
                .toList();
    }

    String expiryKey(String bucket) {
        return text(context.keys().expiry(bucket));
    }

    String usersKey(String bucket) {
        return text(context.keys().users(bucket));
    }

    String sessionKey(HashedSessionId id) {
        return text(context.keys().session(id));
    }

    String sweeperKey() {
        return text(context.keys().sweeper());
    }

    String statisticsKey() {
        return text(context.keys().statistics());
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
