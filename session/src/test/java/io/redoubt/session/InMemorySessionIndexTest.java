package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of changes of the collections of an in-memory store that have no memory for one of their steps. */
@DisplayName("Without memory, the index of the sessions of this process")
final class InMemorySessionIndexTest {

    private static final List<String> USERS = List.of("user", "other");

    private final FailingSteps steps = new FailingSteps();
    private final StateMemoryBudget budget = StateMemoryBudget.of(Long.MAX_VALUE);
    private final MemoryAccount memory = new MemoryAccount(budget);
    private final Places places = new Places();
    private final InMemorySessionIndex index = new InMemorySessionIndex(memory, new Ids(), new Users(), places);

    private final class Ids extends ConcurrentHashMap<HashedSessionId, InMemorySessionEntry> {
        @Override
        public @Nullable InMemorySessionEntry put(HashedSessionId id, InMemorySessionEntry entry) {
            steps.step();
            InMemorySessionEntry previous = super.put(id, entry);
            steps.step();
            return previous;
        }
    }

    private final class Users extends HashMap<String, Set<HashedSessionId>> {
        @Override
        public Set<HashedSessionId> computeIfAbsent(
                String user, Function<? super String, ? extends Set<HashedSessionId>> creation) {
            steps.step();
            Set<HashedSessionId> own = super.computeIfAbsent(user, creation);
            steps.step();
            return own;
        }
    }

    private final class Places extends TreeSet<InMemoryExpiryPlace> {
        @Override
        public boolean add(InMemoryExpiryPlace place) {
            steps.step();
            boolean added = super.add(place);
            steps.step();
            return added;
        }
    }

    private static InMemorySessionEntry entry(int number, @Nullable String user, long used, int bytes) {
        HashedSessionId id = new HashedSessionId("7f", "%032x".formatted(number));
        SessionPayload payload = new SessionPayload(Map.of(), Map.of("data", new byte[bytes]));
        return InMemorySessionEntry.of(id, new StoredSession(user, 1_000, used, 10_000, Long.MAX_VALUE, 1, payload));
    }

    static Stream<Arguments> entries() {
        return Stream.of(
                Arguments.argumentSet("a new session of a user who has one", entry(3, "user", 500, 10)),
                Arguments.argumentSet("a new session of a user who has none", entry(3, "other", 500, 10)),
                Arguments.argumentSet("a new anonymous session", entry(3, null, 500, 10)),
                Arguments.argumentSet("another state of a session", entry(1, "user", 2_000, 500)),
                Arguments.argumentSet("a later end of a session", entry(1, "user", 9_000, 10)));
    }

    @ParameterizedTest
    @MethodSource("entries")
    @DisplayName("is as before, whichever step of a change fails")
    void put(InMemorySessionEntry entry) {
        index.put(entry(1, "user", 2_000, 10));
        index.put(entry(2, null, 3_000, 10));
        String before = state();
        int failed = 0;
        steps.failAfter(failed);
        while (steps.fails(() -> index.put(entry))) {
            assertThat(state()).as("after %d steps", failed).isEqualTo(before);
            failed++;
            steps.failAfter(failed);
        }
        assertThat(failed).isPositive();
        assertThat(index.get(entry.id())).contains(entry);
        index.remove(entry);
        index.remove(entry);
        Stream.of(1, 2)
                .forEach(number -> index.get(entry(number, null, 0, 0).id()).ifPresent(index::remove));
        assertThat(state()).isEqualTo("0 of 0 users, [] [] [] 0");
    }

    /** Returns all that the index tells. */
    private String state() {
        memory.settle();
        return index.size() + " of " + index.users() + " users, "
                + Stream.of(1, 2, 3)
                        .flatMap(number -> index.get(entry(number, null, 0, 0).id()).stream())
                        .toList()
                + " "
                + USERS.stream().flatMap(user -> index.ofUser(user).stream()).toList() + " " + places + " "
                + budget.reserved();
    }

    @Test
    @DisplayName("has no record of a change of an id that failed, whose memory would be missing later")
    void record() {
        InMemoryRotationRecords records = new InMemoryRotationRecords(memory, new LinkedHashMap<>() {
            @Override
            public @Nullable InMemoryRotationRecord put(HashedSessionId old, InMemoryRotationRecord rotation) {
                InMemoryRotationRecord previous = super.put(old, rotation);
                steps.step();
                return previous;
            }
        });
        InMemorySessionEntry continued = entry(2, "user", 0, 0);
        HashedSessionId old = entry(1, null, 0, 0).id();
        steps.failAfter(0);
        assertThat(steps.fails(() -> records.put(old, InMemoryRotationRecord.begin(continued, 0, 0))))
                .isTrue();
        memory.settle();
        assertThat(records.size()).isZero();
        assertThat(budget.reserved()).isZero();
        records.put(old, InMemoryRotationRecord.begin(continued, 0, 0));
        memory.settle();
        assertThat(budget.reserved()).isEqualTo(InMemoryRotationRecord.BYTES);
        assertThat(records.bytes()).isEqualTo(InMemoryRotationRecord.BYTES);
    }
}
