package org.mailbay.admin;

import java.time.Duration;
import org.mailbay.admin.spi.Actor;

/** Who sent a request. */
public sealed interface Visitor {
    /** Somebody who logged in; what they may do is for you to ask. */
    record Known(Actor actor) implements Visitor {}

    /** Nobody, or somebody unknown. */
    record Unknown() implements Visitor {}

    /** Somebody who has to wait, after too many failures. */
    record Later(Duration after) implements Visitor {}
}
