package org.mailbay.dns.resolver;

import static org.mailbay.admin.spi.Shape.field;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/dns}: the servers, an answer as features get it, and forgetting. */
@Component(property = AdminResource.PATH + "=dns")
public final class DnsAdmin implements AdminResource {
    private static final Need READ = Need.system("dns.read");
    private static final Shape STATUS = Shape.object(
            field("dnssec", Shape.text(), "whether answers are proved"),
            field("remembered", Shape.number(), "how many answers"),
            field(
                    "servers",
                    Shape.list(Shape.object(
                            field("server", Shape.text(), "its address"),
                            field("state", Shape.text(), "ok, or what is wrong"))),
                    "that are asked"));
    private static final Shape ANSWER = Shape.object(
            field("name", Shape.text(), "as asked"),
            field("type", Shape.text(), "as asked"),
            field("status", Shape.text(), "found, or why not"),
            field("authentic", Shape.flag(), "whether DNSSEC proves it"),
            field("ttlSeconds", Shape.number(), "how long it holds"),
            field("from", Shape.text(), "the server that said so"),
            field("reason", Shape.text(), "why there is no answer"),
            field("records", Shape.list(Shape.lines(0, 100_000)), "as in a zone file"));

    private final DnsResolver resolver;

    /** Made by the container. */
    @Activate
    public DnsAdmin(@Reference DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getDns", "Shows the DNS servers")
                        .answers(STATUS)
                        .needs(READ)
                        .by(_ -> AdminResponse.ok(status())),
                Operation.get("{name}/{type}", "resolveDns", "Shows an answer as features get it")
                        .answers(ANSWER)
                        .needs(READ)
                        .by(this::look),
                Operation.post("flush", "flushDns", "Forgets all answers and keys")
                        .answers(Shape.object(field("flushed", Shape.number(), "how many answers there were")))
                        .needs(Need.system("dns.write"))
                        .by(_ -> AdminResponse.ok(Map.of("flushed", resolver.flush()))));
    }

    private AdminResponse look(AdminRequest request) throws AdminProblem {
        return AdminResponse.ok(answer(resolver.look(request.variable("name"), type(request.variable("type")))));
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("dnssec", resolver.dnssec().toString());
        status.put("remembered", resolver.remembered());
        status.put(
                "servers",
                resolver.states().entrySet().stream()
                        .map(e -> Map.of(
                                "server", e.getKey(), "state", e.getValue().isEmpty() ? "ok" : e.getValue()))
                        .toList());
        return status;
    }

    private static RecordType type(String name) throws AdminProblem {
        String upper = name.toUpperCase(Locale.ROOT);
        for (RecordType type : RecordType.values()) {
            if (type.name().equals(upper)) {
                return type;
            }
        }
        throw new AdminProblem(400, "unknown-type", "Types are: " + Arrays.toString(RecordType.values()) + ".");
    }

    private static Map<String, Object> answer(Found found) {
        Answer answer = found.answer();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", answer.name());
        said.put("type", answer.type().name());
        said.put("status", answer.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        said.put("authentic", answer.authentic());
        said.put("ttlSeconds", answer.ttl().toSeconds());
        said.put("from", found.from());
        said.put("reason", answer.reason());
        said.put("records", answer.records().stream().map(DnsAdmin::text).toList());
        return said;
    }

    static String text(DnsRecord record) {
        return switch (record) {
            case DnsRecord.Address address -> address.address().getHostAddress();
            case DnsRecord.Mx mx -> mx.preference() + " " + (mx.exchange().isEmpty() ? "." : mx.exchange());
            case DnsRecord.Name name -> name.target();
            case DnsRecord.Text text -> text.utf8();
            case DnsRecord.Tlsa tlsa ->
                tlsa.usage() + " " + tlsa.selector() + " " + tlsa.matching() + " "
                        + HexFormat.of().formatHex(tlsa.data());
            case DnsRecord.Caa caa -> caa.flags() + " " + caa.tag() + " " + caa.value();
        };
    }
}
