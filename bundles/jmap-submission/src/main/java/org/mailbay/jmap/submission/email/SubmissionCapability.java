package org.mailbay.jmap.submission.email;

import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 8621 §1.3.2. */
@Component
public final class SubmissionCapability implements Capability {
    private final Postman postman;

    @Activate
    public SubmissionCapability(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public String urn() {
        return Types.SUBMISSION_CAPABILITY;
    }

    @Override
    public Optional<ObjectNode> account(Principal principal, AccountId account) {
        if (!principal.account().equals(account)) {
            return Optional.empty();
        }
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        limits.put("maxDelayedSend", postman.limits().maxDelay().toSeconds());
        ObjectNode extensions = limits.putObject("submissionExtensions");
        extensions.putArray("SIZE").add(Long.toString(postman.limits().maxBytes()));
        extensions.putArray("DSN");
        extensions.putArray("8BITMIME");
        extensions.putArray("SMTPUTF8");
        // RFC 8621 §1.3.2. Deviates: RFC 4865 §3 has a latest date follow the longest time; it would move each day and
        // with it
        // the session's state, so that all clients fetched the session anew. The longest time says as much.
        extensions
                .putArray("FUTURERELEASE")
                .add(Long.toString(postman.limits().maxDelay().toSeconds()));
        return Optional.of(limits);
    }
}
