package org.mailbay.net.connection;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What sessions want to run between two calls. A task whose session is over is dropped. */
final class Tasks {
    private record Task(SessionConnection owner, Runnable code) {}

    private final ArrayDeque<Task> queue = new ArrayDeque<>(0);

    synchronized void add(SessionConnection owner, Runnable code) {
        queue.add(new Task(owner, code));
    }

    /** The next one of {@code owner}; null when there is none. */
    synchronized @Nullable Runnable poll(@Nullable SessionConnection owner) {
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            if (task.owner() == owner) {
                return task.code();
            }
        }
        return null;
    }

    synchronized void clear() {
        queue.clear();
    }
}
