package io.redoubt.session;

import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loader of the Lua scripts of sessions, which puts before each script the common functions that it calls, and no
 * other: the server creates them anew for each run, which takes longer than a command does.
 */
final class ScriptLoader {

    /** In an order in which each function comes after those that it calls. */
    private static final List<ScriptFunction> FUNCTIONS = Stream.of(
                    "session.lua",
                    "index.lua",
                    "events.lua",
                    "users.lua",
                    "admission.lua",
                    "creation.lua",
                    "attempts.lua",
                    "rotation.lua",
                    "description.lua")
            .flatMap(file -> ScriptFunction.all(source(file)).stream())
            .toList();

    private ScriptLoader() {}

    static Script load(String resource) {
        String script = source(resource);
        Set<ScriptFunction> needed = new LinkedHashSet<>();
        addCalled(script, needed);
        StringBuilder source = new StringBuilder();
        for (ScriptFunction function : FUNCTIONS) {
            if (needed.contains(function)) {
                source.append(function.sourceWith(function.isSeldomCalled() ? inner(function, needed) : ""))
                        .append('\n');
            }
        }
        return Script.of(resource, source.append(script).toString());
    }

    /** Adds the functions that a text calls, directly or through others, but not those that belong into a function. */
    private static void addCalled(String text, Set<ScriptFunction> called) {
        for (ScriptFunction function : FUNCTIONS) {
            if (function.isCalledIn(text) && called.add(function) && !function.isSeldomCalled()) {
                addCalled(function.body(), called);
            }
        }
    }

    /** Returns the source of the functions that a function calls, without those that are there already. */
    private static String inner(ScriptFunction function, Set<ScriptFunction> present) {
        Set<ScriptFunction> called = new LinkedHashSet<>(present);
        addCalled(function.body(), called);
        called.removeAll(present);
        return FUNCTIONS.stream()
                .filter(called::contains)
                .map(each -> each.sourceWith(""))
                .collect(Collectors.joining("\n"));
    }

    private static String source(String resource) {
        return ScriptResources.load(ScriptLoader.class, resource).source();
    }
}
