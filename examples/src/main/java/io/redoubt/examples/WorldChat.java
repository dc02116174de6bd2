package io.redoubt.examples;

import static java.time.Duration.ofHours;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Example program for topics: a chat that reaches all processes, with a stored history for listeners that missed
 * messages.
 */
public final class WorldChat {

    private static final int SHOWN = 50;

    /** Message of the topic. */
    record ChatLine(String author, String text) {}

    private WorldChat() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        redoubt.cache().delete("chat:world");
        CompletableFuture<ChatLine> answer = new CompletableFuture<>();
        Consumer<ChatLine> show = line -> {
            out.println(line.author() + ": " + line.text());
            if (line.author().equals("Eve")) {
                answer.complete(line);
            }
        };
        // snippet: topics
        Topics topics = redoubt.topics();
        SharedList<ChatLine> history = redoubt.cache()
                .sharedList("chat:world", ChatLine.class, ofHours(24))
                .bounded(200);

        TopicSubscription chat = topics.subscribe(
                "chat:world",
                ChatLine.class,
                TopicListener.of(show, () -> refresh(history.first(SHOWN)))); // a gap: look again

        ChatLine line = new ChatLine("Ada", "anyone up for the arena?");
        history.pushFirst(line); // first what lasts, then the news of it
        topics.publish("chat:world", line);
        // end
        topics.publish("chat:world", new ChatLine("Eve", "me"));
        answer.orTimeout(30, TimeUnit.SECONDS).join();
        out.println("in the history: " + history.size());
        chat.close();
        redoubt.cache().delete("chat:world");
    }

    /** Stands for showing all lines anew. */
    private static void refresh(List<ChatLine> lines) {
        lines.forEach(line -> System.err.println("again: " + line));
    }
}
