package org.mailbay.directory;

/** A change that the directory refuses. */
public final class DirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public DirectoryException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }

    /** Why a change was refused. */
    public enum Code {
        EXISTS,
        NOT_FOUND,
        MALFORMED,
        /** There is something in it, or it is in use. */
        IN_USE,
        /** A limit of the tenant is reached. */
        LIMIT,
        /** This directory is read only, or does not know the notion. */
        UNSUPPORTED
    }
}
