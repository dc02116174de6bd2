package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.tck.fault.Fault.Data;
import io.redoubt.tck.fault.Outcome.Place;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Judges a trial by what callers, proxies, servers, listeners and the log saw. */
record Verdict(
        Fault fault, Rigor rigor, Ledger ledger, Course course, EventsHeard events, List<String> accounts, Site site) {

    /** How much too early a call may end by a clock that is read in whole milliseconds. */
    private static final Duration ROUNDING = Duration.ofMillis(10);

    Finding of(String driver) {
        List<Outcome> outcomes = ledger.outcomes();
        List<Outcome> concerned = outcomes.stream().filter(course::concerns).toList();
        List<Outcome> struck = concerned.stream()
                .filter(outcome -> outcome.place() == Place.STRUCK)
                .toList();
        List<String> problems = new ArrayList<>(ledger.wrong());
        Map<Symptom, Long> symptoms =
                struck.stream().collect(Collectors.groupingBy(Outcome::symptom, Collectors.counting()));
        judgeSymptoms(outcomes, symptoms, problems);
        judgeTimes(outcomes, problems);
        judgeAttempts(outcomes, problems);
        long lost = new Steps(fault, site).judge(outcomes, ledger.absent.sum(), problems);
        judgeTracking(problems);
        problems.addAll(events.disorder());
        problems.addAll(accounts);
        return new Finding(
                fault,
                driver,
                Finding.sorted(symptoms),
                outcomes.stream().map(Outcome::took).max(Duration::compareTo).orElse(Duration.ZERO),
                most(outcomes, outcome -> !outcome.sort().repeatable()),
                most(outcomes, outcome -> outcome.sort().repeatable()),
                course.recovery(),
                course.armedAfter(),
                lost,
                problems);
    }

    private void judgeSymptoms(List<Outcome> outcomes, Map<Symptom, Long> symptoms, List<String> problems) {
        Map<String, Long> undocumented = new HashMap<>();
        boolean busy = outcomes.stream().anyMatch(outcome -> outcome.symptom().late() && !isDocumented(outcome));
        long stray = 0;
        for (Outcome outcome : outcomes) {
            if (isDocumented(outcome)) {
                continue;
            }
            if (outcome.symptom().late() || isOwnTrouble(outcome, busy)) {
                stray++;
            } else {
                undocumented.merge(
                        outcome.symptom() + " of " + outcome.sort() + " " + outcome.place() + " "
                                + (course.concerns(outcome) ? "during the fault" : "before or after it"),
                        1L,
                        Long::sum);
            }
        }
        undocumented.forEach((what, times) -> problems.add("not documented: " + what + ", " + times + " times"));
        if (stray * 100 > rigor.strayPercent() * outcomes.size()) {
            problems.add(stray + " of " + outcomes.size() + " calls failed for no reason");
        }
        course.hidden().forEach(what -> problems.add("not while the fault lasted: " + what));
        fault.always().stream()
                .filter(symptom -> !symptoms.containsKey(symptom))
                .forEach(symptom -> problems.add("never seen: " + symptom));
    }

    private boolean isDocumented(Outcome outcome) {
        return outcome.symptom().answered()
                || (outcome.place() == Place.STRUCK
                        ? course.concerns(outcome) && fault.documents(outcome.symptom())
                        : fault.elsewhere().contains(outcome.symptom()));
    }

    /**
     * Where a machine is too busy for many calls in a row, the server is left alone for that, or its connection is held for
     * lost.
     */
    private boolean isOwnTrouble(Outcome outcome, boolean busy) {
        return outcome.symptom().ofBreaker()
                && (busy
                        || isOwn(ConnectionEvent.BreakerOpened.class, outcome)
                        || isOwn(ConnectionEvent.Disconnected.class, outcome));
    }

    /** Whether this happened for no fault. */
    private boolean isOwn(Class<? extends ConnectionEvent> event, Outcome outcome) {
        return fault.hears().contains(event)
                ? !course.concerns(outcome) && events.any(event, course::isOutside)
                : events.count(event) > 0;
    }

    private void judgeTimes(List<Outcome> outcomes, List<String> problems) {
        List<Outcome> times =
                outcomes.stream().sorted(Comparator.comparing(Outcome::took)).toList();
        if (!times.isEmpty()) {
            Outcome at = times.get((int) Math.ceil(times.size() * rigor.percentile() / 100) - 1);
            Duration most = Caller.DEADLINE.plus(rigor.grace());
            if (at.took().compareTo(most) > 0) {
                problems.add(
                        "a call took " + at.took().toMillis() + " ms, at percentile " + rigor.percentile() + ": " + at);
            }
        }
        outcomes.stream()
                .filter(outcome -> outcome.symptom().late()
                        && outcome.took().plus(ROUNDING).compareTo(Caller.DEADLINE) < 0)
                .forEach(early -> problems.add("gave up before the deadline: " + early));
        if (course.recovery().compareTo(rigor.recovery()) > 0) {
            problems.add("callers failed for " + course.recovery() + " after the fault was over");
        }
        if (course.armedAfter().compareTo(rigor.recovery()) > 0) {
            problems.add("changes were told again only " + course.armedAfter() + " after the fault was over");
        }
    }

    private void judgeAttempts(List<Outcome> outcomes, List<String> problems) {
        if (fault.attempts() == Fault.Attempts.REDIRECTED) {
            return;
        }
        for (Outcome outcome : outcomes) {
            int most = outcome.sort().repeatable() ? 2 : 1;
            int attempts = ledger.attempts(outcome);
            if (attempts > most) {
                problems.add(outcome.sort() + " was sent " + attempts + " times: " + outcome);
            }
            if (attempts == 0 && outcome.symptom().answered()) {
                problems.add("answered, but not seen by a proxy: " + outcome);
            }
        }
    }

    private int most(List<Outcome> outcomes, Predicate<Outcome> which) {
        return outcomes.stream().filter(which).mapToInt(ledger::attempts).max().orElse(0);
    }

    private void judgeTracking(List<String> problems) {
        course.missed().forEach(change -> problems.add("nobody was told of " + change));
        if (fault.disarms() && !course.disarmed()) {
            problems.add("the link was lost, and tracking was armed all the time");
        }
        for (Class<? extends ConnectionEvent> event : fault.hears()) {
            if (events.count(event) == 0) {
                problems.add("a listener did not hear " + event.getSimpleName() + ": " + events.all());
            }
        }
    }

    /** What became of the steps that callers took. */
    private record Steps(Fault fault, Site site) {

        /** How many that were acknowledged are lost. */
        long judge(List<Outcome> outcomes, long absent, List<String> problems) {
            Map<String, Integer> fields = fields();
            long lost = 0;
            for (Outcome outcome : outcomes) {
                int steps = fields.getOrDefault(Ledger.mark(outcome.id()), 0);
                if (steps > 1) {
                    problems.add("taken " + steps + " times: " + outcome);
                }
                boolean acknowledged = outcome.counts() && outcome.symptom().answered();
                lost += acknowledged && steps == 0 ? 1 : 0;
            }
            if (lost > 0 && fault.data() == Data.KEPT) {
                problems.add(lost + " steps were acknowledged, and are lost");
            }
            if (absent > 0 && fault.data() != Data.GONE) {
                problems.add(absent + " reads did not find what was there");
            }
            return lost;
        }

        private Map<String, Integer> fields() {
            Map<String, Integer> fields = new HashMap<>();
            read(site.master(), site.keys(), fields);
            if (site instanceof ClusterSite cluster) {
                Keys elsewhere = cluster.keysElsewhere();
                read(cluster.cluster().masterOf(elsewhere.counts()), elsewhere, fields);
            }
            return fields;
        }

        private static void read(ProxiedServer master, Keys keys, Map<String, Integer> into) {
            try (RawRedis redis = master.raw()) {
                List<String> flat = redis.texts("HGETALL", keys.counts());
                for (int i = 0; i < flat.size(); i += 2) {
                    if (flat.get(i).startsWith("#")) {
                        into.put(flat.get(i), Integer.parseInt(flat.get(i + 1)));
                    }
                }
            }
        }
    }
}
