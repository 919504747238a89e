package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs one thing on a thread nobody interrupts: an interrupt closes a file channel under everyone who uses it. */
final class OwnThread {
    /** What touches files or Derby. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private OwnThread() {}

    /** Waits for the end, interrupted or not; the thread is gone then. */
    static <T> T run(String name, Work<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                result.complete(work.run());
            } catch (IOException | RuntimeException | Error failed) {
                result.completeExceptionally(failed);
            }
        });
        try {
            return result.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof FileAlreadyExistsException exists) {
                throw exists;
            }
            throw new IOException(Reason.of(failed.getCause()), failed.getCause());
        } finally {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
