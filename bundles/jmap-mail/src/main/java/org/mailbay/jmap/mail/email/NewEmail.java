package org.mailbay.jmap.mail.email;

import java.util.Objects;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.spi.Changer.Created;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client is told of an email that it has added (RFC 8621 §4.6 to §4.8). */
final class NewEmail {
    private NewEmail() {}

    static Created created(Transaction tx, Access access, ObjectId id, StoredEmail email) {
        long thread = access.thread(id, Objects.requireNonNull(tx.row(id)));
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("id", id.toString());
        properties.put("blobId", BlobId.of(email.blob()).toString());
        properties.put("threadId", Mail.THREAD.id(thread).toString());
        properties.put("size", email.message().size());
        return new Created(id, properties);
    }
}
