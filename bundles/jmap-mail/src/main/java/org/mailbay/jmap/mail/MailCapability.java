package org.mailbay.jmap.mail;

import java.util.List;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.mail.Mail;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 8621 §1.3.1. */
@Component
public final class MailCapability implements Capability {
    /** The properties that Email/query sorts by. */
    public static final List<String> SORT_OPTIONS = List.of(
            "receivedAt",
            "sentAt",
            "size",
            "from",
            "to",
            "subject",
            "hasKeyword",
            "allInThreadHaveKeyword",
            "someInThreadHaveKeyword");

    private final EmailLimits emailLimits;

    @Activate
    public MailCapability(@Reference EmailLimits emailLimits) {
        this.emailLimits = emailLimits;
    }

    @Override
    public String urn() {
        return Mail.CAPABILITY;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        limits.put("maxMailboxesPerEmail", emailLimits.mailboxes());
        limits.put("maxMailboxDepth", MailLimits.MAILBOX_DEPTH);
        limits.put("maxSizeMailboxName", MailLimits.MAILBOX_NAME_SIZE);
        limits.put("maxSizeAttachmentsPerEmail", MailLimits.ATTACHMENTS_SIZE);
        ArrayNode sort = limits.putArray("emailQuerySortOptions");
        SORT_OPTIONS.forEach(sort::add);
        limits.put("mayCreateTopLevelMailbox", account.equals(principal.account()));
        return Optional.of(limits);
    }
}
