package org.mailbay.dns.resolver;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.oneOf;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.Directory;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Resolver;
import org.mailbay.dns.spi.DomainRecords;
import org.mailbay.dns.spi.Wanted;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code GET /admin/v1/dns/domains/DOMAIN}: the records that a mail domain needs, and what DNS says now. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=dns/domains")
public final class DomainsAdmin implements AdminResource {
    private static final int MOST = 100;
    private static final Shape LONG = text(0, 10_000);
    private static final Shape.Fields RECORD = object(
            field("name", LONG, "where it belongs"),
            field("type", text(), "such as MX"),
            field("value", LONG, "what it has to say"),
            field("purpose", LONG, "what it is for"),
            field("required", flag(), "whether mail suffers without it"),
            field("state", oneOf("ok", "missing", "different", "failed"), "what DNS says; failed: it gave no answer"),
            field("found", list(LONG), "what DNS says now"));

    private final DnsResolver dns;
    private final Directory directory;
    private volatile List<DomainRecords> features = List.of();

    @Activate
    public DomainsAdmin(@Reference DnsResolver dns, @Reference Directory directory) {
        this.dns = dns;
        this.directory = directory;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void bindRecords(DomainRecords feature) {
        List<DomainRecords> more = new ArrayList<>(features);
        more.add(feature);
        features = List.copyOf(more);
    }

    synchronized void unbindRecords(DomainRecords feature) {
        features = features.stream().filter(one -> one != feature).toList();
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("{domain}", "listDomainRecords", "The DNS records of a domain, and what DNS says now")
                        .answers(object(field("items", list(RECORD), "the required ones first")))
                        .slow()
                        .needs(Need.domain("domains.read"))
                        .by(this::records));
    }

    private AdminResponse records(AdminRequest request) throws AdminProblem, IOException {
        String domain = Names.parse(request.variable("domain"))
                .map(Names::text)
                .orElseThrow(() -> new AdminProblem(400, "malformed-domain", "This is no domain."));
        if (directory.domains().stream()
                .noneMatch(
                        known -> known.name().equals(domain) && request.actor().sees(known.name(), known.tenant()))) {
            throw AdminProblem.notFound("There is no domain " + domain + ".");
        }
        List<Wanted> wanted = new ArrayList<>();
        for (DomainRecords feature : features) {
            wanted.addAll(feature.wanted(domain));
        }
        wanted.sort(Comparator.comparing((Wanted one) -> !one.required())
                .thenComparing(Wanted::type)
                .thenComparing(Wanted::name));
        return AdminResponse.page(check(wanted.subList(0, Math.min(MOST, wanted.size())), dns), null);
    }

    /** Asks for all of them at the same time: a server that does not answer costs its patience once. */
    static List<Map<String, Object>> check(List<Wanted> wanted, Resolver dns) throws IOException {
        List<Map<String, Object>> shown = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("dns-domains-", 0).factory())) {
            List<Future<Answer>> answers = wanted.stream()
                    .map(one -> threads.submit(() -> dns.ask(one.name(), one.type())))
                    .toList();
            for (int i = 0; i < wanted.size(); i++) {
                shown.add(show(wanted.get(i), answers.get(i).get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return shown;
    }

    private static Map<String, Object> show(Wanted wanted, Answer answer) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", wanted.name());
        shown.put("type", wanted.type().name());
        shown.put("value", wanted.value());
        shown.put("purpose", wanted.purpose());
        shown.put("required", wanted.required());
        shown.put("state", Published.state(wanted, answer));
        shown.put(
                "found",
                Published.related(wanted, answer).stream().map(Published::text).toList());
        return shown;
    }
}
