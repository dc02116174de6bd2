package io.redoubt.redis.core;

import io.redoubt.redis.core.driver.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loader that reads Lua scripts from class path resources. Each operation has one file, beside the class that runs it.
 */
public final class ScriptResources {

    /** A call whose command is spelled out, or any other way to reach the function, for example through an alias. */
    private static final Pattern CALL =
            Pattern.compile("\\bredis\\s*\\.\\s*p?call\\s*\\(\\s*(['\"])(\\w+)\\1\\s*[,)]|[.\\[]\\s*['\"]?p?call\\b");

    private ScriptResources() {}

    /**
     * Loads a script from a resource in the package of the class.
     *
     * @throws IllegalStateException if the resource is missing, or the script calls a command that is denied or not
     *     spelled out
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
     * Returns the given script if it calls only commands that are spelled out and not denied. Comments and strings
     * count as code: distinguishing them requires a Lua parser, in which an error would be a security hole.
     *
     * @throws IllegalStateException with a message that names the script and the command
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
