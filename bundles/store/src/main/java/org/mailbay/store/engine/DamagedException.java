package org.mailbay.store.engine;

import java.io.IOException;
import org.mailbay.store.spi.Table;

/** A row that cannot be read, so that its account cannot; names it. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param which row, such as an object's id */
    DamagedException(Space space, Table table, String which, Exception cause) {
        super(
                "row " + which + " of table " + table + " of account " + space.id() + " in shard "
                        + space.shard().id() + " is damaged: " + cause.getMessage(),
                cause);
    }
}
