package org.mailbay.net.connection;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What sessions want to run between two calls. A task whose session is over is dropped. */
final class Tasks {
    private record Task(SessionConnection owner, Runnable code) {}

    private final ArrayDeque<Task> queue = new ArrayDeque<>(0);

    synchronized void add(SessionConnection owner, Runnable code) {
        queue.add(new Task(owner, code));
    }

    /** Runs what {@code owner} wanted, as long as it is the owner; what a task throws goes to {@code failed}. */
    void run(Supplier<@Nullable SessionConnection> owner, Consumer<Throwable> failed) {
        for (Runnable task = poll(owner.get()); task != null; task = poll(owner.get())) {
            try {
                task.run();
            } catch (Throwable e) {
                failed.accept(e);
            }
        }
    }

    /** The next one of {@code owner}; null when there is none. */
    private synchronized @Nullable Runnable poll(@Nullable SessionConnection owner) {
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
