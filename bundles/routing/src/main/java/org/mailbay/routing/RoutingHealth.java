package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.directory.Directory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names rules that lead nowhere, in a circle, or hide a user. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Routing", "hc.tags=mailbay", "hc.tags=routing"})
public final class RoutingHealth implements HealthCheck {
    private static final int SHOWN = 5;
    private static final int LOOKED_AT = 20_000;

    private final AddressRouter router;
    private final Directory directory;
    private Map<String, String> findings = Map.of();
    private Book of = Book.EMPTY;
    private long revision;

    @Activate
    public RoutingHealth(@Reference AddressRouter router, @Reference Directory directory) {
        this.router = router;
        this.directory = directory;
    }

    @Override
    public synchronized Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            Book book = router.book();
            if (book != of || revision != directory.revision()) {
                revision = directory.revision();
                findings = findings(book);
                of = book;
            }
            List<String> shown = new ArrayList<>(findings.values());
            shown.stream().limit(SHOWN).forEach(log::warn);
            if (shown.size() > SHOWN) {
                log.warn("and {} more such rules", shown.size() - SHOWN);
            }
            log.info("{} rules, {} members", book.ruleCount(), book.memberCount());
        } catch (IOException e) {
            log.critical("rules for addresses cannot be read: {}", String.valueOf(e.getMessage()));
        }
        return new Result(log);
    }

    private Map<String, String> findings(Book book) {
        Map<String, String> found = new LinkedHashMap<>();
        int looked = 0;
        for (Kind kind : List.of(Kind.ALIAS, Kind.GROUP, Kind.LIST, Kind.FORWARD, Kind.CATCH_ALL)) {
            for (Rule rule : book.all(kind)) {
                if (++looked > LOOKED_AT) {
                    return found;
                }
                String finding = finding(book, rule);
                if (!finding.isEmpty()) {
                    found.put(kind + rule.name(), finding);
                }
            }
        }
        return found;
    }

    private String finding(Book book, Rule rule) {
        String name = rule.kind().code() + ' ' + rule.name();
        if (rule.kind().isAddress() && directory.principal(rule.name()).isPresent()) {
            return name + " hides a user of the same address";
        }
        if (rule.kind() == Kind.FORWARD && directory.principal(rule.name()).isEmpty()) {
            return name + " is of a user who is no more";
        }
        Expansion expansion = new Expansion(book, directory, router.settings(), "", true);
        expansion.probe(
                rule.kind() == Kind.CATCH_ALL ? "" : rule.name(),
                rule.to().stream().filter(to -> !to.startsWith("@")).toList());
        if (!expansion.cycles().isEmpty() && rule.kind() != Kind.LIST) {
            return name + " leads in a circle: " + expansion.cycles().getFirst();
        }
        return expansion.nobody().isEmpty()
                ? ""
                : name + " leads to " + expansion.nobody().getFirst() + ", which is nobody's";
    }
}
