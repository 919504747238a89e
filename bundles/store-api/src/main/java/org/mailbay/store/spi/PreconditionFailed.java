package org.mailbay.store.spi;

/** A {@link Batch.Condition} did not hold; nothing was changed. */
public final class PreconditionFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Batch.Condition condition;

    public PreconditionFailed(Batch.Condition condition) {
        super(condition.getClass().getSimpleName());
        this.condition = condition;
    }

    /** The first one that did not hold. */
    public Batch.Condition condition() {
        return condition;
    }
}
