package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Optional;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces.Target;
import org.mailbay.imap.session.Refused;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailRefusal;

/**
 * Where a new mailbox goes.
 *
 * @param number of the mailbox above it; 0 at the top
 * @param last its own name
 */
record Parent(long number, String last) {
    /** Makes the mailboxes above a name that are not there yet (RFC 9051 §6.3.4). */
    static Parent make(Target target) throws MailRefusal, Refused, IOException {
        String[] parts = target.path().split(String.valueOf(Names.SEPARATOR), -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                throw new Refused("CANNOT", "A name with an empty part");
            }
        }
        MailAccount account = target.space().account();
        Names names = target.space().names();
        long above = 0;
        String path = "";
        boolean isKnown = true;
        for (int i = 0; i < parts.length - 1; i++) {
            path += (i == 0 ? "" : Names.SEPARATOR)
                    + (i == 0 && parts[i].equalsIgnoreCase(Names.INBOX) ? Names.INBOX : parts[i]);
            Optional<Long> there = isKnown ? names.find(path) : Optional.empty();
            isKnown = there.isPresent();
            above = isKnown ? there.get() : account.create(above, parts[i], "");
        }
        return new Parent(above, parts[parts.length - 1]);
    }
}
