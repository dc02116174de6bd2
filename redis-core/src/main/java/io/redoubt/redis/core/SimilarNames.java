package io.redoubt.redis.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Utility class that finds the known name most similar to a misspelled name, for hints in messages. Stateless,
 * thread-safe.
 */
public final class SimilarNames {

    private static final int SHORT_NAME = 5;

    private SimilarNames() {}

    /**
     * Returns the known name with the fewest differences: at most two characters that are missing, added, replaced or
     * swapped with their neighbour, or one in names of less than five characters. Empty if no name is that similar.
     */
    public static Optional<String> closest(String name, Collection<String> known) {
        int allowed = name.length() < SHORT_NAME ? 1 : 2;
        record Candidate(String name, int differences) {}
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= allowed)
                .map(candidate -> new Candidate(candidate, differences(name, candidate)))
                .filter(candidate -> candidate.differences() <= allowed)
                .min(Comparator.comparingInt(Candidate::differences).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** Returns the optimal string alignment distance: that of Levenshtein, where a swap of neighbours counts once. */
    private static int differences(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int shortest = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    shortest = Math.min(shortest, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = shortest;
            }
        }
        return distance[a.length()][b.length()];
    }
}
