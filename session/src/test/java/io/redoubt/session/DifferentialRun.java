package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sequence of random operations that are applied to the scripts on a server and to the in-memory repository, by one
 * clock that only this object moves.
 */
final class DifferentialRun implements AutoCloseable {

    private static final List<String> BUCKETS = List.of("00", "7f");
    private static final long SLOW_NANOS = Duration.ofSeconds(20).toNanos();

    private final Random random;
    private final ScriptedSessions scripted;
    private final SessionRepository twin;
    private final DifferentialEvents events;
    private final List<SessionOwner> owners = new ArrayList<>();
    private final List<HashedSessionId> ids = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    // Always ahead of the server's clock, so that keys expire only by the scripts' own calculation.
    private long now = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
    private long lastJump = System.nanoTime();
    private int number;

    /** Attempt to give a session a new id, which may be repeated. */
    private record Change(HashedSessionId from, HashedSessionId to) {}

    DifferentialRun(RedisBackend redis, SessionSettings settings, Random random) {
        this.random = random;
        this.events = new DifferentialEvents(redis);
        this.scripted = new ScriptedSessions(redis, settings, events.channel(), () -> now);
        this.twin = new EmbeddedSessionRepository(
                settings, () -> now, 1_000_000, StateMemoryBudget.of(Long.MAX_VALUE), events::ofTwin);
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
            now += random.nextInt(100) == 0 ? random.nextInt(15_000) : random.nextInt(200);
            jumpIfSlow();
            apply();
            if (number % 500 == 499) {
                events.compare(number);
            }
        }
        compareIndexes();
    }

    /** Removes what has expired from both, and compares what they hold then. */
    private void compareIndexes() {
        scripted.sweep();
        SessionStatistics before = twin.statistics();
        SessionStatistics after = twin.statistics();
        while (after.active() < before.active()) {
            before = after;
            after = twin.statistics();
        }
        events.compare(number);
        events.compareExpiries();
        SessionStatistics ofScripts = scripted.statistics();
        assertThat(ofScripts.active()).isEqualTo(after.active());
        assertThat(ofScripts.users()).isEqualTo(after.users());
    }

    /** Lets all records end: those on the server end by its own clock, after a minute. */
    private void jumpIfSlow() {
        if (System.nanoTime() - lastJump > SLOW_NANOS) {
            lastJump = System.nanoTime();
            now += RotationScripts.RECORD_LIFE.toMillis() + 1;
        }
    }

    Map<String, Integer> outcomes() {
        return outcomes;
    }

    private void apply() {
        int dice = random.nextInt(200);
        HashedSessionId id = anyId();
        SessionOwner owner = owners.get(random.nextInt(owners.size()));
        if (dice < 36) {
            create(random.nextInt(3) == 0 ? null : owner);
        } else if (dice < 70) {
            find(id);
        } else if (dice < 78) {
            List<HashedSessionId> several = severalIds();
            check("findAll", sessions -> SessionTexts.of(sessions.findAll(several)));
        } else if (dice < 88) {
            long idle = 1_000L + random.nextInt(30_000);
            check("extend", sessions -> String.valueOf(sessions.extend(id, idle)));
        } else if (dice < 118) {
            EncodedUpdate update = randomUpdate();
            check("update", sessions -> String.valueOf(sessions.update(id, update)));
        } else if (dice < 176) {
            change(id, owner);
        } else {
            end(dice, id, owner);
        }
    }

    private void create(@Nullable SessionOwner owner) {
        String bucket = owner == null ? BUCKETS.get(random.nextInt(BUCKETS.size())) : owner.bucket();
        HashedSessionId id = usable(random.nextInt(12) == 0 ? usedId(bucket) : randomId(bucket));
        SessionPayload payload = randomPayload(random.nextInt(4));
        ids.add(id);
        check("create", sessions -> SessionTexts.of(sessions.create(id, owner, payload)));
    }

    private void find(HashedSessionId id) {
        String found = check("find", sessions -> SessionTexts.of(sessions.find(id)));
        if (!found.equals("none") && twin.findAll(List.of(id)).isEmpty()) {
            count("find by an old id");
        }
    }

    /** Gives a session a new id, repeats such an attempt, or makes another one for the same old or new id. */
    private void change(HashedSessionId id, SessionOwner owner) {
        int kind = random.nextInt(3);
        int dice = random.nextInt(100);
        boolean isFirst = changes.isEmpty() || dice < 55;
        Change earlier = isFirst ? new Change(id, id) : changes.get(Math.max(0, changes.size() - 1 - recent(6)));
        HashedSessionId from = earlier.from();
        String bucket = kind == 0 ? owner.bucket() : from.bucket();
        HashedSessionId to = isFirst && dice < 10 ? usedId(bucket) : randomId(bucket);
        if (!isFirst && dice < 85 && earlier.to().bucket().equals(bucket)) {
            to = earlier.to();
        }
        to = usable(to);
        changes.add(new Change(from, to));
        ids.add(to);
        apply(kind, from, owner, to);
    }

    private void apply(int kind, HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        switch (kind) {
            case 0 -> check("login", sessions -> SessionTexts.of(sessions.login(from, owner, to)));
            case 1 -> check("logout", sessions -> SessionTexts.of(sessions.logout(from, to)));
            default -> check("rotate", sessions -> SessionTexts.of(sessions.rotate(from, to)));
        }
    }

    private void end(int dice, HashedSessionId id, SessionOwner owner) {
        if (dice < 182) {
            check("destroy", sessions -> String.valueOf(sessions.destroy(id)));
        } else if (dice < 186) {
            SessionOwner expected = random.nextInt(3) == 0 ? null : owner;
            check("destroyOwned", sessions -> String.valueOf(sessions.destroyOwned(id, expected)));
        } else if (dice < 187) {
            checkNumber("destroyAll", sessions -> sessions.destroyAll(owner));
        } else if (dice < 188) {
            List<SessionOwner> two =
                    List.of(owner, owners.get(0)).stream().distinct().toList();
            checkNumber("destroyAll", sessions -> sessions.destroyAll(two));
        } else if (dice < 190) {
            checkNumber("destroyOthers", sessions -> sessions.destroyOthers(id));
        } else if (dice < 191) {
            List<HashedSessionId> several = severalIds();
            checkNumber("destroyEach", sessions -> sessions.destroyEach(several));
        } else if (dice < 192) {
            List<SessionInfo> infos = twin.list(owner);
            now += random.nextInt(3_000);
            checkNumber("destroyMatching", sessions -> sessions.destroyMatching(infos));
        } else if (dice < 199 || random.nextInt(10) > 0) {
            check("list", sessions -> SessionTexts.of(sessions.list(owner)));
        } else {
            check("forEachBatch", sessions -> {
                List<SessionInfo> all = new ArrayList<>();
                sessions.forEachBatch(all::addAll);
                return SessionTexts.of(all);
            });
        }
    }

    private void checkNumber(String what, ToLongFunction<SessionRepository> operation) {
        check(what, sessions -> String.valueOf(operation.applyAsLong(sessions)));
    }

    /** Applies an operation to both, and returns the outcome. */
    private String check(String what, Function<SessionRepository, String> operation) {
        String expected = outcome(twin, operation);
        String actual = outcome(scripted, operation);
        assertThat(actual).as("operation %d, %s, at %d", number, what, now).isEqualTo(expected);
        count(what + " " + expected.split("[ \\[]", 2)[0]);
        return expected;
    }

    private static String outcome(SessionRepository sessions, Function<SessionRepository, String> operation) {
        try {
            return operation.apply(sessions);
        } catch (RedoubtException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage(SessionId.taken().getMessage());
            return "taken";
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    private HashedSessionId randomId(String bucket) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return new HashedSessionId(bucket, IdHashes.truncatedHex(bytes));
    }

    /** Returns a known session id, usually a recent one, whose session may still be live. */
    private HashedSessionId anyId() {
        return ids.isEmpty() ? randomId("00") : ids.get(Math.max(0, ids.size() - 1 - recent(10)));
    }

    /** Returns the id, or another one instead of that of an expired session: no store uses that again. */
    private HashedSessionId usable(HashedSessionId id) {
        return scripted.isExpired(id) ? randomId(id.bucket()) : id;
    }

    /** Returns a recent id in a bucket. */
    private HashedSessionId usedId(String bucket) {
        return ids.stream()
                .skip(Math.max(0, ids.size() - 30))
                .filter(id -> id.bucket().equals(bucket))
                .reduce((first, last) -> random.nextBoolean() ? first : last)
                .orElseGet(() -> randomId(bucket));
    }

    /** Returns a number below the bound, or seldom a much larger one. */
    private int recent(int bound) {
        return random.nextInt(random.nextInt(20) == 0 ? 150 : bound);
    }

    private List<HashedSessionId> severalIds() {
        return random.ints(4, 0, 10).mapToObj(i -> anyId()).distinct().toList();
    }

    private SessionPayload randomPayload(int fields) {
        Map<String, String> metadata = new TreeMap<>();
        Map<String, byte[]> attributes = new TreeMap<>();
        for (int i = 0; i < fields; i++) {
            metadata.put("n" + random.nextInt(90), random.nextInt(5) == 0 ? "" : "ñ" + random.nextInt());
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            attributes.put("n" + random.nextInt(90), bytes);
        }
        return new SessionPayload(metadata, attributes);
    }

    private EncodedUpdate randomUpdate() {
        SessionPayload set = randomPayload(random.nextInt(8) == 0 ? 110 : random.nextInt(4));
        Set<String> metadata = names(set.metadata().keySet());
        Set<String> attributes = names(set.attributes().keySet());
        OptionalLong expected = random.nextInt(3) == 0 ? OptionalLong.of(1 + random.nextInt(4)) : OptionalLong.empty();
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

    @Override
    public void close() {
        events.close();
        scripted.close();
    }
}
