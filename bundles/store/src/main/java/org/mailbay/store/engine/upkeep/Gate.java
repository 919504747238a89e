package org.mailbay.store.engine.upkeep;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps out who removes blobs, moves them or writes them anew while somebody, a backup, needs that nothing goes. Any thread. */
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int pauses;
    private int inside;

    /** Keeps collection out from now on; one that removes at this moment is waited for. */
    public Pause pause() {
        lock.lock();
        try {
            pauses++;
            while (inside > 0) {
                idle.awaitUninterruptibly();
            }
            return new Pause(this);
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody keeps collection out. */
    public boolean isPaused() {
        lock.lock();
        try {
            return pauses > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Goes in to remove; false when it is paused. */
    boolean enter() {
        lock.lock();
        try {
            if (pauses > 0) {
                return false;
            }
            inside++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void exit() {
        lock.lock();
        try {
            inside--;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        lock.lock();
        try {
            pauses--;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes before this is closed. Any thread may close it; once. */
    public static final class Pause implements AutoCloseable {
        private final Gate gate;
        private boolean over;

        private Pause(Gate gate) {
            this.gate = gate;
        }

        @Override
        public synchronized void close() {
            if (!over) {
                over = true;
                gate.resume();
            }
        }
    }
}
