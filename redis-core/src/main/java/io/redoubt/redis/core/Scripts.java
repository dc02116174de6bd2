package io.redoubt.redis.core;

import io.redoubt.redis.core.driver.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads Lua scripts from resources, one file an operation, beside the class that runs it. */
public final class Scripts {

    /** A call with its command spelled out, or else whatever reaches the function in another way, by an alias say. */
    private static final Pattern CALL =
            Pattern.compile("\\bredis\\s*\\.\\s*p?call\\s*\\(\\s*(['\"])(\\w+)\\1\\s*[,)]|[.\\[]\\s*['\"]?p?call\\b");

    private Scripts() {}

    /**
     * The script in a resource of the class's package.
     *
     * @throws IllegalStateException if it is missing, or calls a command that is denied or not spelled out
     */
    public static Script load(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no script " + resource + " beside " + owner.getName());
            }
            return requireAllowed(Script.of(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read script " + resource, e);
        }
    }

    /**
     * This script, if it calls only commands that are spelled out and not denied. Comments and strings count as code: to tell
     * them apart takes a Lua parser, and an error in it would be a hole.
     *
     * @throws IllegalStateException naming the script and the command
     */
    static Script requireAllowed(Script script) {
        Matcher call = CALL.matcher(script.source());
        while (call.find()) {
            String command = call.group(2);
            if (command == null || DenyList.isDenied(command)) {
                throw new IllegalStateException("script " + script.name() + " calls "
                        + (command == null ? "a command that is not spelled out" : "the denied command " + command));
            }
        }
        return script;
    }
}
