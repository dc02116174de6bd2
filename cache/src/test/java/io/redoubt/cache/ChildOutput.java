package io.redoubt.cache;

import io.redoubt.test.process.ChildJvm;
import java.util.List;

/** Reader of a child process's agreed output lines, which are mixed with its log. */
public final class ChildOutput {

    private ChildOutput() {}

    /** Returns the next line that begins with one of the words. */
    public static String next(ChildJvm child, String... words) {
        String line = child.line();
        while (!isOurs(line, List.of(words))) {
            line = child.line();
        }
        return line;
    }

    private static boolean isOurs(String line, List<String> words) {
        return words.stream().anyMatch(line::startsWith);
    }
}
