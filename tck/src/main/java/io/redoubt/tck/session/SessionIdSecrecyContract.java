package io.redoubt.tck.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.log.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that a session store on Redis keeps session ids secret. Only the caller that creates or
 * rotates a session receives its id.
 */
public abstract class SessionIdSecrecyContract extends SessionContractBase {

    private static final String USER = "somebody@example.org";

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    @Test
    @DisplayName(
            "No id and no token is in any key, value, command, event, log line, message or list; no user id in a key, a log line of ours or a message")
    void nothingLeaks() {
        List<String> ids = new ArrayList<>();
        List<String> told = new CopyOnWriteArrayList<>();
        List<String> wire;
        List<String> log;
        SessionAudit audit;
        try (CapturedLog captured = CapturedLog.open();
                CommandRecorder tap = CommandRecorder.on(redis())) {
            RecordingSessionListener events = new RecordingSessionListener();
            sessions().subscribe(events);
            useAll(ids, told);
            change(ids, told);
            eventually().until(() -> events.types().contains(SessionEvent.Type.LOGGED_OUT));
            told.addAll(events.lines());
            closeStores();
            audit = SessionAudit.of(redis(), 5);
            wire = tap.lines();
            log = captured.lines();
        }
        // The run was worth it.
        assertThat(ids).hasSizeGreaterThan(6);
        assertThat(audit.dump()).hasSizeGreaterThan(3);
        assertThat(audit.records()).isNotEmpty();
        assertThat(wire).anyMatch(line -> line.contains("[0 lua]") && line.contains("\"PUBLISH\""));
        assertThat(wire).anyMatch(line -> line.contains("HGETALL"));
        assertThat(wire).anyMatch(line -> line.contains("[0 lua]"));
        assertThat(log).anyMatch(line -> line.contains("session.") && line.contains("refused"));
        assertThat(told).anyMatch(line -> line.contains("WRONGTYPE"));
        for (List<String> seen : List.of(List.of(audit.dump().toString()), wire, log, told)) {
            String all = String.join("\n", seen);
            for (String id : ids) {
                for (String part : List.of(id.substring(0, 12), id.substring(10, 22), id.substring(20, 32))) {
                    assertThat(all).doesNotContain(part);
                }
            }
        }
        assertThat(audit.dump().keySet().toString()).doesNotContain(USER);
        // At its finest level a client library shows what it reads, which is whose session it is; ours never does.
        assertThat(log)
                .filteredOn(line -> line.startsWith("io.redoubt"))
                .isNotEmpty()
                .noneMatch(line -> line.contains(USER));
        assertThat(told.stream().filter(line -> line.startsWith("!")))
                .allSatisfy(line -> assertThat(line).doesNotContain(USER));
    }

    private void useAll(List<String> ids, List<String> told) {
        for (SessionStore store : List.of(sessions(), opened(SessionTestSettings.defaults()))) {
            for (int i = 0; i < 3; i++) {
                Session session = store.create(
                        NewSession.of(USER).metadata("ip", "10.0.0.1").attribute("gold", 5));
                ids.add(session.id());
                told.add(session.toString());
            }
        }
        SessionBackdater.age(redis(), ofMinutes(2));
        for (String id : List.copyOf(ids)) {
            told.add(sessions().find(id) + " " + sessions().extend(id, ofHours(1)));
            told.add(sessions()
                    .update(id, SessionUpdate.none().attribute("gold", 6))
                    .toString());
        }
        told.add(sessions().list(USER).toString());
        ids.add(sessions().rotate(ids.get(4)).orElseThrow().id());
        told.add(sessions().list(USER).toString());
        sessions().destroy(ids.get(1));
        String kept = sessions().create(NewSession.of("other")).id();
        ids.add(sessions().create(NewSession.of("other")).id());
        ids.add(kept);
        sessions().destroyOthers(kept);
        fail(ids.get(2), told);
    }

    /** Changes ids in all ways. */
    private void change(List<String> ids, List<String> told) {
        String id = sessions().create(NewSession.anonymous()).id();
        ids.add(id);
        for (BiFunction<String, RotationToken, SessionRotationResult> change :
                List.<BiFunction<String, RotationToken, SessionRotationResult>>of(
                        sessions()::rotate, (old, token) -> sessions().login(old, USER, token), sessions()::logout)) {
            String old = ids.get(ids.size() - 1);
            RotationToken token = RotationToken.generate();
            RotationToken loser = RotationToken.generate();
            SessionRotationResult result = change.apply(old, token);
            told.add(result + " " + token + change.apply(old, token) + change.apply(old, loser));
            told.add(String.valueOf(
                    sessions().findAll(List.of(old, rotated(result).id())).values()));
            ids.add(token.secret() + "00");
            ids.add(loser.secret() + "00");
            ids.add(rotated(result).id());
        }
        List<String> batch = List.of(
                sessions().create(NewSession.anonymous()).id(),
                sessions().create(NewSession.anonymous()).id());
        ids.addAll(batch);
        sessions().destroyIf(info -> !told.add(info.toString()), progress -> told.add(progress.toString()));
        sessions().destroyEach(batch);
        told.add(sessions().statistics().toString());
    }

    /** Has calls refused: what the server says then is told as well. */
    private void fail(String id, List<String> told) {
        SessionAudit.of(redis(), 5).dump().keySet().stream()
                .filter(key -> key.contains(":s:"))
                .filter(key -> redis().raw("HGET", key, "v").equals("2"))
                .forEach(key -> redis().raw("SET", key, "text", "EX", "60"));
        for (Runnable call : List.<Runnable>of(
                () -> sessions().find(id),
                () -> sessions().rotate(id),
                () -> sessions().login(id, USER),
                () -> sessions().logout(id),
                () -> sessions().findAll(List.of(id)),
                () -> sessions().list(USER),
                () -> sessions().create(NewSession.of(USER)),
                () -> sessions().update(id, SessionUpdate.none().attribute("big", "x".repeat(70_000))))) {
            told.add("!" + catchThrowable(call::run));
        }
    }
}
