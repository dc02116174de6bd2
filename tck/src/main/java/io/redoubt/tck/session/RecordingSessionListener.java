package io.redoubt.tck.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Test listener that records session events in order of arrival, and counts the notices that events may have been
 * missed. Thread-safe.
 */
final class RecordingSessionListener implements SessionListener {

    private static final int MARKERS = 50;

    private final List<SessionEvent> events = new CopyOnWriteArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> markers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger gaps = new AtomicInteger();

    @Override
    public void onEvent(SessionEvent event) {
        events.add(event);
        seen.add(event.handle());
    }

    @Override
    public void onGap() {
        gaps.incrementAndGet();
    }

    /** Subscribes to a store, and forgets the events of calls before, which may be on their way in a cluster. */
    void subscribeTo(SessionStore store) {
        store.subscribe(this);
        before(store);
        events.clear();
    }

    List<SessionEvent> events() {
        return events.stream()
                .filter(event -> !markers.contains(event.handle()))
                .toList();
    }

    List<SessionEvent.Type> types() {
        return events().stream().map(SessionEvent::type).toList();
    }

    List<String> lines() {
        return events().stream().map(SessionEvent::toString).toList();
    }

    /**
     * Waits until all events of calls before have arrived, and returns them without those of this method. It creates
     * sessions in a store with the same events, in so many buckets that each master of a cluster has one.
     */
    List<SessionEvent> before(SessionStore store) {
        List<Session> created = Stream.generate(() -> store.create(NewSession.anonymous()))
                .limit(MARKERS)
                .toList();
        created.forEach(session -> markers.add(session.handle()));
        SessionContractBase.eventually().until(() -> seen.containsAll(markers));
        assertThat(store.destroyEach(created.stream().map(Session::id).toList()))
                .isEqualTo(MARKERS);
        return events();
    }

    int gaps() {
        return gaps.get();
    }
}
