package org.mailbay.mailauth.dmarc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;

/**
 * The domains of who a message says wrote it (RFC 9989 §5.3.1).
 *
 * @param domains lower-case A-labels; empty when they cannot be told
 * @param problem why they cannot be told; empty when they can
 */
public record Authors(SequencedSet<String> domains, String problem) {
    public Authors {
        domains = new LinkedHashSet<>(domains);
    }

    @Override
    public SequencedSet<String> domains() {
        return new LinkedHashSet<>(domains);
    }

    private static Authors unknown(String problem) {
        return new Authors(new LinkedHashSet<>(), problem);
    }

    /** Of this header. */
    public static Authors of(RawHeader header) {
        List<RawField> from = header.all("From");
        if (!header.isWhole()) {
            return unknown("the header is too large");
        }
        if (from.size() != 1) {
            return unknown(from.isEmpty() ? "there is no From field" : "there are " + from.size() + " From fields");
        }
        byte[] field = RawHeader.octets(from.getFirst().raw());
        Optional<HeaderField> parsed = Header.parse(field, 0, Limits.DEFAULT).last("From");
        SequencedSet<String> domains = new LinkedHashSet<>();
        for (EmailAddress mailbox : parsed.map(HeaderField::addresses).orElse(List.of())) {
            Optional<String> domain = domain(mailbox);
            if (domain.isEmpty()) {
                return unknown("an address of From cannot be read");
            }
            domains.add(domain.get());
        }
        return domains.isEmpty() ? unknown("nobody is in the From field") : new Authors(domains, "");
    }

    private static Optional<String> domain(EmailAddress mailbox) {
        int at = mailbox.email().lastIndexOf('@');
        return mailbox.address()
                .map(address -> address.domain().ascii())
                .or(() ->
                        at <= 0 ? Optional.empty() : Optional.of(mailbox.email().substring(at + 1)))
                .flatMap(DnsName::of);
    }
}
