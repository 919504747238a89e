package org.mailbay.jmap.mail;

import org.mailbay.jmap.spi.Capability;
import org.osgi.service.component.annotations.Component;

/** That mailboxes can be shared (RFC 9670, draft-ietf-jmap-mail-sharing §1.2.1). */
@Component
public final class MailShareCapability implements Capability {
    @Override
    public String urn() {
        return "urn:ietf:params:jmap:mail:share";
    }
}
