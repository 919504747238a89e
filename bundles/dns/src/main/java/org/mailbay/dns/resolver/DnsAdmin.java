package org.mailbay.dns.resolver;

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
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/dns}: the servers, an answer as features get it, and forgetting. */
@Component(property = AdminResource.PATH + "=dns")
public final class DnsAdmin implements AdminResource {
    private final DnsResolver resolver;

    /** Made by the container. */
    @Activate
    public DnsAdmin(@Reference DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem {
        List<String> path = request.path();
        if (request.method().equals("GET") && path.isEmpty()) {
            return AdminResponse.ok(status());
        }
        if (request.method().equals("GET") && path.size() == 2) {
            return AdminResponse.ok(answer(resolver.look(path.get(0), type(path.get(1)))));
        }
        if (request.method().equals("POST") && path.equals(List.of("flush"))) {
            request.only();
            return AdminResponse.ok(Map.of("flushed", resolver.flush()));
        }
        throw new AdminProblem(404, "not-found", "DNS has GET /dns, GET /dns/NAME/TYPE and POST /dns/flush.");
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

    private static String text(DnsRecord record) {
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
