package org.mailbay.jmap.spi;

import java.io.IOException;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.store.ObjectId;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.ObjectNode;

/** A data type with {@code /copy} (RFC 8620 §5.4). */
@ConsumerType
public interface Copyable extends Settable {
    /**
     * Checks and prepares a copy; may take time and do I/O, such as copying a blob to the other account.
     *
     * @param id an object that exists in {@code from}
     * @param changes known, settable properties that replace the original's
     * @throws SetError alreadyExists with the id of an object that is the same and may not be there twice
     */
    Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes)
            throws SetError, MethodError, IOException;
}
