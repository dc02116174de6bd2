package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionRules;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drives the scripts on a real server and their twin in Java with the same operations, and demands the same answers. */
@DisplayName("The scripts and their twin in Java")
final class DifferentialTest {

    private static final int OPERATIONS = 17_000;
    private static final int BATCH = 2_000;
    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(30));

    @ParameterizedTest
    @EnumSource(SessionLimitPolicy.class)
    @DisplayName("give the same answers to the same operations at the same times")
    void sameAnswers(SessionLimitPolicy policy) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            new Run(redis, policy, policy.name().hashCode()).all();
        }
    }

    /** One sequence of operations. */
    private static final class Run {

        private final RedisBackend redis;
        private final long seed;
        private final Random random;
        private final SessionKeys keys;
        private final SessionScripts scripts;
        private final EmbeddedSessions twin;
        private final List<Owner> owners = new ArrayList<>();
        private final List<StoredId> ids = new ArrayList<>();
        private final List<Sent> batch = new ArrayList<>();
        private final Set<String> taught = new HashSet<>();
        private final Map<String, Integer> outcomes = new TreeMap<>();
        // Ahead of the server's clock for ever, so that no key expires but by the scripts' own reckoning.
        private long now = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        private int number;

        private record Sent(String what, Command command, String expected, Function<Reply, String> answer) {}

        Run(RedisBackend redis, SessionLimitPolicy policy, long seed) {
            this.redis = redis;
            this.seed = seed;
            this.random = new Random(seed);
            SessionSettings settings = Backends.settings(
                    redis.prefix(), new SessionRules(Duration.ofSeconds(10), Duration.ofSeconds(60), 3, policy));
            this.keys = new SessionKeys(new KeyPrefix(redis.prefix()).space(KeyKind.SESSION));
            this.scripts = new SessionScripts(keys, settings, ScriptTime.injected(() -> now));
            this.twin = new EmbeddedSessions(settings, () -> now, 1_000_000);
            Owner first = Owner.of("user");
            owners.add(first);
            // Two users in one bucket, and two elsewhere.
            for (int i = 0; owners.size() < 4; i++) {
                Owner other = Owner.of("user-" + i);
                if (owners.size() >= 2 || other.bucket().equals(first.bucket())) {
                    owners.add(other);
                }
            }
        }

        void all() {
            for (number = 0; number < OPERATIONS; number++) {
                now += random.nextInt(100) == 0 ? random.nextInt(15_000) : random.nextInt(400);
                one();
                if (batch.size() >= BATCH) {
                    compare();
                }
            }
            compare();
            // The operations are worth something only if they met all sorts of sessions.
            System.out.println("seed " + seed + ": " + outcomes);
            assertThat(outcomes.keySet())
                    .contains("create 1", "find present", "find empty", "update Gone", "update Conflict")
                    .contains("update Updated", "update InvalidInputException", "rotate present", "destroy true");
        }

        private void one() {
            int dice = random.nextInt(100);
            StoredId id = anyId();
            Owner owner = owners.get(random.nextInt(owners.size()));
            if (dice < 22) {
                StoredId fresh = fresh(owner.bucket());
                Contents contents = contents(random.nextInt(4));
                String expected = outcome(
                        () -> "1 at " + twin.create(fresh, owner, contents).created());
                ids.add(fresh);
                send(
                        scripts.create(fresh, owner, contents),
                        expected.startsWith("1") ? expected : "0 at " + now,
                        answer -> answer.code() + " at " + answer.now());
            } else if (dice < 45) {
                Optional<StoredSession> found = twin.find(id);
                read(id, text(found));
                send(scripts.touch(id), String.valueOf(found.isPresent()), answer -> String.valueOf(answer.done()));
            } else if (dice < 52) {
                long idle = 1_000L + random.nextInt(30_000);
                send(
                        scripts.extend(id, idle),
                        String.valueOf(twin.extend(id, idle)),
                        answer -> String.valueOf(answer.done()));
            } else if (dice < 72) {
                Changes changes = changes();
                send(scripts.update(id, changes), outcome(() -> twin.update(id, changes)), String::valueOf);
            } else if (dice < 82) {
                StoredId to = fresh(id.bucket());
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

        private StoredId fresh(String bucket) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return new StoredId(bucket, Hashes.shortened(bytes));
        }

        /** Mostly one of the last, which may live. */
        private StoredId anyId() {
            return ids.isEmpty()
                    ? fresh("00")
                    : ids.get(Math.max(0, ids.size() - 1 - random.nextInt(random.nextInt(20) == 0 ? 100 : 8)));
        }

        private Contents contents(int fields) {
            Map<String, String> metadata = new TreeMap<>();
            Map<String, byte[]> attributes = new TreeMap<>();
            for (int i = 0; i < fields; i++) {
                metadata.put("n" + random.nextInt(90), random.nextInt(5) == 0 ? "" : "ñ" + random.nextInt());
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                attributes.put("n" + random.nextInt(90), bytes);
            }
            return new Contents(metadata, attributes);
        }

        private Changes changes() {
            Contents set = contents(random.nextInt(8) == 0 ? 80 : random.nextInt(4));
            Set<String> metadata = names(set.metadata().keySet());
            Set<String> attributes = names(set.attributes().keySet());
            OptionalLong expected =
                    random.nextInt(3) == 0 ? OptionalLong.of(1 + random.nextInt(4)) : OptionalLong.empty();
            return new Changes(set, metadata, attributes, expected);
        }

        private Set<String> names(Set<String> butNot) {
            Set<String> names = new TreeSet<>();
            int count = random.nextInt(8) == 0 ? 40 : random.nextInt(3);
            for (int i = 0; i < count; i++) {
                names.add("n" + random.nextInt(90));
            }
            names.removeAll(butNot);
            return names;
        }

        private <T> void send(ScriptCall<T> call, String expected, Function<T, String> text) {
            Script script = call.script();
            if (taught.add(script.name())) {
                redis.onEveryMaster("SCRIPT", "LOAD", script.source());
            }
            count(call.name(), expected);
            batch.add(new Sent(
                    call.name(),
                    script.evalsha(call.keys(), call.arguments()),
                    expected,
                    reply -> outcome(() -> text.apply(call.answer().apply(reply)))));
        }

        private void read(StoredId id, String expected) {
            long then = now;
            count("find", expected);
            batch.add(new Sent(
                    "find",
                    Command.keyed("HGETALL", keys.session(id)),
                    expected,
                    reply -> text(StoredFields.session(reply).filter(session -> then <= session.expiry()))));
        }

        private void count(String what, String expected) {
            String sort = expected.startsWith("Optional[")
                    ? "present"
                    : expected.equals("Optional.empty") ? "empty" : expected.split("[ \\[]", 2)[0];
            outcomes.merge(what + " " + sort, 1, Integer::sum);
        }

        private void compare() {
            List<Reply> replies =
                    redis.driver().pipeline(batch.stream().map(Sent::command).toList(), OPTIONS);
            for (int i = 0; i < batch.size(); i++) {
                Sent sent = batch.get(i);
                assertThat(sent.answer().apply(replies.get(i)))
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
                            s.idle(),
                            s.absolute(),
                            s.version(),
                            new TreeMap<>(s.contents().metadata()),
                            attributes(s)))
                    .toString();
        }

        private static Map<String, String> attributes(StoredSession session) {
            Map<String, String> text = new TreeMap<>();
            session.contents()
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
