package org.mailbay.smtp;

import java.util.List;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.spi.DomainRecords;
import org.mailbay.dns.spi.Wanted;
import org.mailbay.smtp.session.Config;
import org.mailbay.smtp.session.Server;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What DNS has to say for mail to come here, and for mail from here to be believed. */
@Component(configurationPid = "smtp")
public final class MailRecords implements DomainRecords {
    private final String hostname;

    @Activate
    public MailRecords(Config config) {
        hostname = Server.hostname(config);
    }

    @Override
    public List<Wanted> wanted(String domain) {
        return List.of(
                // RFC 5321 §5.1
                new Wanted(domain, RecordType.MX, "10 " + hostname, "Mail to the domain comes to this server.", true),
                // RFC 7208 §5.4
                new Wanted(
                        domain,
                        RecordType.TXT,
                        "v=spf1 mx -all",
                        "SPF: who takes the domain's mail may also send it; others may not.",
                        true),
                // RFC 9989 §4.7
                new Wanted(
                        "_dmarc." + domain,
                        RecordType.TXT,
                        "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain,
                        "DMARC: what receivers do with mail that only pretends to be from the domain.",
                        true));
    }
}
