package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.directory.Gone;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the rules of names that are nobody's any more, so that who has the name next does not inherit them: neither a tenant the
 * aliases of a domain, nor a user somebody's forward. A user who was renamed takes forward and grants along.
 */
@Component(service = OutboxWorker.class, immediate = true)
public final class GoneNames implements OutboxWorker {
    private static final Logger LOG = LoggerFactory.getLogger(GoneNames.class);

    private final AddressRouter router;

    @Activate
    public GoneNames(@Reference AddressRouter router) {
        this.router = router;
    }

    @Override
    public String topic() {
        return Gone.TOPIC;
    }

    @Override
    public void work(AccountId account, byte[] payload) throws IOException {
        Gone gone = Gone.parse(payload).orElse(null);
        if (gone == null) {
            LOG.warn("event=rules-of-gone-name outcome=unknown");
            return;
        }
        int changed = router.<Integer, IOException>change((rules, system, book, directory) -> switch (gone) {
            case Gone.OfDomain(String name) -> domain(rules, system, book, name);
            case Gone.OfUser(String address, String now) -> user(rules, system, book, address, now);
        });
        if (changed > 0) {
            LOG.info("event=rules-of-gone-name outcome=removed rules={}", changed);
        }
    }

    private static int domain(StoredRules rules, Account system, Book book, String name) throws IOException {
        int count = 0;
        for (Kind kind : Kind.values()) {
            for (Rule rule : kind == Kind.ROUTE ? List.<Rule>of() : List.copyOf(book.all(kind))) {
                if (Owners.domain(kind, rule.name()).equals(name)) {
                    count += rules.remove(system, kind, rule.name()) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private static int user(StoredRules rules, Account system, Book book, String address, String now)
            throws IOException {
        int count = 0;
        Rule forward = book.rule(Kind.FORWARD, address);
        if (forward != null) {
            if (!now.isEmpty()) {
                rules.put(system, new Rule(0, Kind.FORWARD, now, forward.to(), forward.isKept(), forward.posting()));
            }
            rules.remove(system, Kind.FORWARD, address);
            count++;
        }
        for (Rule grant : List.copyOf(book.all(Kind.GRANT))) {
            if (grant.to().contains(address)) {
                List<String> to = new ArrayList<>(grant.to());
                to.remove(address);
                if (!now.isEmpty()) {
                    to.add(now);
                }
                if (to.isEmpty()) {
                    rules.remove(system, Kind.GRANT, grant.name());
                } else {
                    rules.put(system, Rule.of(Kind.GRANT, grant.name(), to));
                }
                count++;
            }
        }
        return count;
    }
}
