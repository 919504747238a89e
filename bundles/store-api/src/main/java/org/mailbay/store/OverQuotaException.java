package org.mailbay.store;

/** An object is not created because the account would hold more than it may; the transaction can go on without it. */
public final class OverQuotaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverQuotaException() {
        super("the account holds as much as it may", null, false, false);
    }
}
