package io.redoubt.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lua function that scripts of sessions have in common. Immutable.
 *
 * @param name the name
 * @param head its comment and its first line, to the end of the parameters
 * @param body the lines after that
 */
record ScriptFunction(String name, String head, String body) {

    /** Comment of a function that most calls of a script do not call. */
    private static final String SELDOM_CALLED = "-- Seldom called";

    private static final Pattern FUNCTION =
            Pattern.compile("^((?:--.*\n)*local function (\\w+)\\(.*\\)\n)((?:.*\n)*?end\n)", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("--.*");

    /** Returns the functions in a file, in their order. */
    static List<ScriptFunction> all(String file) {
        List<ScriptFunction> functions = new ArrayList<>();
        Matcher matcher = FUNCTION.matcher(file);
        while (matcher.find()) {
            functions.add(new ScriptFunction(matcher.group(2), matcher.group(1), matcher.group(3)));
        }
        return functions;
    }

    /** Returns whether a text, apart from its comments, calls this function. */
    boolean isCalledIn(String text) {
        return Pattern.compile("(?<![.\\w])" + name + "\\(")
                .matcher(COMMENT.matcher(text).replaceAll(""))
                .find();
    }

    /** Returns whether this function contains those that only it needs, which are created by calling it. */
    boolean isSeldomCalled() {
        return head.contains(SELDOM_CALLED);
    }

    /** Returns the source with other functions in it, which it needs. */
    String sourceWith(String inner) {
        return head + inner + body;
    }
}
