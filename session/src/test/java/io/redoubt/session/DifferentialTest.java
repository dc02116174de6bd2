package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionTestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Differential test that applies the same operations to the Lua scripts on a real server and to the Java
 * implementation, and compares the results.
 */
@DisplayName("The scripts and their twin in Java")
final class DifferentialTest {

    private static final int BATCH = 2_000;
    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(30));

    @ParameterizedTest
    @EnumSource(SessionOverflowPolicy.class)
    @DisplayName("give the same answers to the same operations at the same times")
    void sameAnswers(SessionOverflowPolicy policy) {
        compare(policy, 10_000);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(SessionOverflowPolicy.class)
    @DisplayName("give the same answers to 50,000 operations")
    void sameAnswersForLong(SessionOverflowPolicy policy) {
        compare(policy, 50_000);
    }

    private static void compare(SessionOverflowPolicy policy, int operations) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            new Run(redis, policy, policy.name().hashCode()).run(operations);
        }
    }

    /** Sequence of random operations on both implementations. */
    private static final class Run {

        private final RedisBackend redis;
        private final long seed;
        private final Random random;
        private final SessionKeys keys;
        private final SessionScripts scripts;
        private final EmbeddedSessionRepository twin;
        private final List<SessionOwner> owners = new ArrayList<>();
        private final List<HashedSessionId> ids = new ArrayList<>();
        private final List<Sent> batch = new ArrayList<>();
        private final Set<String> loadedScripts = new HashSet<>();
        private final Map<String, Integer> outcomes = new TreeMap<>();
        // Always ahead of the server's clock, so that keys expire only by the scripts' own calculation.
        private long now = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        private int number;

        private record Sent(String what, Command command, String expected, Function<Reply, String> actual) {}

        Run(RedisBackend redis, SessionOverflowPolicy policy, long seed) {
            this.redis = redis;
            this.seed = seed;
            this.random = new Random(seed);
            SessionSettings settings = Backends.settings(
                    redis.prefix(), new SessionTestSettings(Duration.ofSeconds(10), Duration.ofSeconds(60), 3, policy));
            this.keys = new SessionKeys(new KeyPrefix(redis.prefix()).space(KeyKind.SESSION));
            this.scripts = new SessionScripts(keys, settings, ScriptTimeSource.injected(() -> now));
            this.twin =
                    new EmbeddedSessionRepository(settings, () -> now, 1_000_000, StateMemoryBudget.of(Long.MAX_VALUE));
            SessionOwner first = SessionOwner.of("user");
            owners.add(first);
            // Two users in one bucket, and two in others.
            for (int i = 0; owners.size() < 4; i++) {
                SessionOwner other = SessionOwner.of("user-" + i);
                if (owners.size() >= 2 || other.bucket().equals(first.bucket())) {
                    owners.add(other);
                }
            }
        }

        void run(int operations) {
            for (number = 0; number < operations; number++) {
                now += random.nextInt(100) == 0 ? random.nextInt(15_000) : random.nextInt(400);
                runOperation();
                if (batch.size() >= BATCH) {
                    compare();
                }
            }
            compare();
            // The comparison is meaningful only if the operations met sessions in all states.
            System.out.println("seed " + seed + ": " + outcomes);
            assertThat(outcomes.keySet())
                    .contains("create 1", "find present", "find empty", "update Gone", "update Conflict")
                    .contains("update Updated", "update InvalidInputException", "rotate present", "destroy true");
        }

        private void runOperation() {
            int dice = random.nextInt(100);
            HashedSessionId id = anyId();
            SessionOwner owner = owners.get(random.nextInt(owners.size()));
            if (dice < 22) {
                HashedSessionId newId = randomId(owner.bucket());
                SessionData data = randomData(random.nextInt(4));
                String expected =
                        outcome(() -> "1 at " + twin.create(newId, owner, data).created());
                ids.add(newId);
                send(
                        scripts.create(newId, owner, data),
                        expected.startsWith("1") ? expected : "0 at " + now,
                        reply -> reply.code() + " at " + reply.now());
            } else if (dice < 45) {
                Optional<StoredSession> found = twin.find(id);
                read(id, text(found));
                send(scripts.touch(id), String.valueOf(found.isPresent()), reply -> String.valueOf(reply.done()));
            } else if (dice < 52) {
                long idle = 1_000L + random.nextInt(30_000);
                send(
                        scripts.extend(id, idle),
                        String.valueOf(twin.extend(id, idle)),
                        reply -> String.valueOf(reply.done()));
            } else if (dice < 72) {
                EncodedUpdate update = randomUpdate();
                send(scripts.update(id, update), outcome(() -> twin.update(id, update)), String::valueOf);
            } else if (dice < 82) {
                HashedSessionId to = randomId(id.bucket());
                ids.add(to);
                send(scripts.rotate(id, to), text(twin.rotate(id, to)), Run::text);
            } else if (dice < 88) {
                send(scripts.destroy(id, ""), String.valueOf(twin.destroy(id)), String::valueOf);
            } else if (dice < 92) {
                send(scripts.destroy(id, owner.hash()), String.valueOf(twin.destroy(id, owner)), String::valueOf);
            } else if (dice < 93) {
                send(scripts.destroyAll(owner), String.valueOf(twin.destroyAll(owner)), String::valueOf);
            } else if (dice < 95) {
                send(scripts.destroyOthers(id), String.valueOf(twin.destroyOthers(id)), String::valueOf);
            } else {
                send(scripts.list(owner), text(twin.list(owner)), Run::text);
            }
        }

        private HashedSessionId randomId(String bucket) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return new HashedSessionId(bucket, IdHashes.truncatedHex(bytes));
        }

        /** Returns a known session id, usually a recent one, whose session may still be live. */
        private HashedSessionId anyId() {
            return ids.isEmpty()
                    ? randomId("00")
                    : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(random.nextInt(20) == 0 ? 100 : 8)));
        }

        private SessionData randomData(int fields) {
            Map<String, String> metadata = new TreeMap<>();
            Map<String, byte[]> attributes = new TreeMap<>();
            for (int i = 0; i < fields; i++) {
                metadata.put("n" + random.nextInt(90), random.nextInt(5) == 0 ? "" : "ñ" + random.nextInt());
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                attributes.put("n" + random.nextInt(90), bytes);
            }
            return new SessionData(metadata, attributes);
        }

        private EncodedUpdate randomUpdate() {
            SessionData set = randomData(random.nextInt(8) == 0 ? 80 : random.nextInt(4));
            Set<String> metadata = names(set.metadata().keySet());
            Set<String> attributes = names(set.attributes().keySet());
            OptionalLong expected =
                    random.nextInt(3) == 0 ? OptionalLong.of(1 + random.nextInt(4)) : OptionalLong.empty();
            return new EncodedUpdate(set, metadata, attributes, expected);
        }

        private Set<String> names(Set<String> excluded) {
            Set<String> names = new TreeSet<>();
            int count = random.nextInt(8) == 0 ? 40 : random.nextInt(3);
            for (int i = 0; i < count; i++) {
                names.add("n" + random.nextInt(90));
            }
            names.removeAll(excluded);
            return names;
        }

        private <T> void send(ScriptCall<T> call, String expected, Function<T, String> text) {
            Script script = call.script();
            if (loadedScripts.add(script.name())) {
                redis.onEveryMaster("SCRIPT", "LOAD", script.source());
            }
            count(call.method(), expected);
            batch.add(new Sent(
                    call.method(),
                    script.evalsha(call.keys(), call.arguments()),
                    expected,
                    reply -> outcome(() -> text.apply(call.replyParser().apply(reply)))));
        }

        private void read(HashedSessionId id, String expected) {
            long readAt = now;
            count("find", expected);
            batch.add(new Sent(
                    "find",
                    Command.keyed("HGETALL", keys.session(id)),
                    expected,
                    reply -> text(SessionFieldCodec.decode(reply).filter(session -> readAt <= session.expiry()))));
        }

        private void count(String what, String expected) {
            String category = expected.startsWith("Optional[")
                    ? "present"
                    : expected.equals("Optional.empty") ? "empty" : expected.split("[ \\[]", 2)[0];
            outcomes.merge(what + " " + category, 1, Integer::sum);
        }

        private void compare() {
            List<Reply> replies =
                    redis.driver().pipeline(batch.stream().map(Sent::command).toList(), OPTIONS);
            for (int i = 0; i < batch.size(); i++) {
                Sent sent = batch.get(i);
                assertThat(sent.actual().apply(replies.get(i)))
                        .as("seed %d, about operation %d, %s", seed, number - batch.size() + i, sent.what())
                        .isEqualTo(sent.expected());
            }
            batch.clear();
        }

        private static String outcome(Supplier<Object> call) {
            try {
                return String.valueOf(call.get());
            } catch (RedoubtException e) {
                return e.getClass().getSimpleName() + " " + e.getMessage();
            }
        }

        private static String text(Optional<StoredSession> session) {
            return session.map(s -> List.of(
                            s.userId(),
                            s.created(),
                            s.lastUsed(),
                            s.idleMillis(),
                            s.absoluteExpiry(),
                            s.version(),
                            new TreeMap<>(s.data().metadata()),
                            attributes(s)))
                    .toString();
        }

        private static Map<String, String> attributes(StoredSession session) {
            Map<String, String> text = new TreeMap<>();
            session.data()
                    .attributes()
                    .forEach((name, bytes) -> text.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
            return text;
        }

        private static String text(List<SessionInfo> sessions) {
            return sessions.stream()
                    .map(info -> new SessionInfo(
                                    info.userId(),
                                    info.handle(),
                                    info.createdAt(),
                                    info.lastUsedAt(),
                                    info.expiresAt(),
                                    new TreeMap<>(info.metadata()))
                            .toString())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }
}
