package io.redoubt.session;

import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;

/** Loader of the Lua scripts of sessions, which puts the common functions that a script needs before it. */
final class ScriptLoader {

    private ScriptLoader() {}

    static Script load(String resource, ScriptPart... parts) {
        StringBuilder source = new StringBuilder();
        for (ScriptPart part : ScriptPart.withNeeds(parts)) {
            source.append(source(part.resource())).append('\n');
        }
        return Script.of(resource, source.append(source(resource)).toString());
    }

    private static String source(String resource) {
        return ScriptResources.load(ScriptLoader.class, resource).source();
    }
}
