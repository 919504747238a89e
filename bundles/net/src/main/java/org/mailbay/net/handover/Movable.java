package org.mailbay.net.handover;

/** A connection, as the hand-over sees it. */
public interface Movable {
    /** The post's revision is another now: move to it at the next boundary. Returns at once. */
    void revisionChanged();

    /** The revision's time is up: end what is still in it, politely if that is possible. Returns at once. */
    void expire(Revision revision);
}
