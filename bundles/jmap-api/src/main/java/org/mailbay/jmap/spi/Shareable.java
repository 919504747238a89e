package org.mailbay.jmap.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;
import org.osgi.annotation.versioning.ConsumerType;

/** A data type whose objects have {@code shareWith} and {@code myRights} (RFC 9670 §4). The rights are kept in the object's row. */
@ConsumerType
public interface Shareable extends Settable {
    /** The names of all rights, such as {@code mayReadItems}. */
    List<String> rights();

    /** The rights without which a principal does not see an object at all; one of them is enough. */
    Set<String> rightsToSee();

    /** The rights that allow a change. */
    Set<String> rightsToChange();

    /** Who has which rights to an object beside its owner, by the account of the principal. */
    Map<AccountId, Set<String>> shares(Row row);

    /** What an object is called, for people; empty when it has no name. */
    default String name(Row row) {
        return "";
    }

    @Override
    default boolean isShared() {
        return true;
    }
}
