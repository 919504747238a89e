package org.mailbay.dkim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.mailauth.DnsName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/dkim}: keys with the records to publish; {@code POST DOMAIN/rotate}, {@code POST DOMAIN/SELECTOR/use} and {@code retire}. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=dkim")
public final class DkimResource implements AdminResource {
    private final DomainKeys keys;

    /** Made by the container. */
    @Activate
    public DkimResource(@Reference DomainKeys keys) {
        this.keys = keys;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        List<String> path = request.path();
        boolean isPost = request.method().equals("POST");
        if (request.method().equals("GET") && path.size() <= 1) {
            return AdminResponse.ok(Map.of("keys", list(path.isEmpty() ? "" : domain(path.getFirst()))));
        }
        if (isPost && path.equals(List.of("check"))) {
            request.only();
            keys.look();
            return AdminResponse.ok(Map.of("keys", list("")));
        }
        if (isPost && path.size() == 2 && path.get(1).equals("rotate")) {
            request.only();
            String domain = domain(path.getFirst());
            if (keys.all().stream().noneMatch(key -> key.domain().equals(domain))) {
                throw new AdminProblem(404, "not-found", "There are no keys of " + domain + ".");
            }
            return AdminResponse.ok(Map.of("keys", show(keys.rotate(domain))));
        }
        if (isPost && path.size() == 3 && List.of("use", "retire").contains(path.get(2))) {
            request.only();
            DomainKey key = find(domain(path.getFirst()), path.get(1));
            if (key.state() == KeyState.RETIRED) {
                throw new AdminProblem(409, "retired", "This key is retired.");
            }
            if (path.get(2).equals("use")) {
                keys.use(key);
            } else {
                keys.retire(key);
            }
            return AdminResponse.ok(Map.of("keys", list(key.domain())));
        }
        throw new AdminProblem(
                404,
                "not-found",
                "DKIM has GET /dkim, GET /dkim/DOMAIN, POST /dkim/check, POST /dkim/DOMAIN/rotate,"
                        + " POST /dkim/DOMAIN/SELECTOR/use and …/retire.");
    }

    private static String domain(String given) throws AdminProblem {
        return DnsName.of(given).orElseThrow(() -> new AdminProblem(400, "malformed-domain", "This is no domain."));
    }

    private DomainKey find(String domain, String selector) throws AdminProblem, IOException {
        return keys.all().stream()
                .filter(key -> key.domain().equals(domain) && key.selector().equals(selector))
                .findFirst()
                .orElseThrow(() -> new AdminProblem(404, "not-found", "There is no such key."));
    }

    private List<Map<String, Object>> list(String domain) throws IOException {
        return show(keys.all().stream()
                .filter(key -> domain.isEmpty() || key.domain().equals(domain))
                .toList());
    }

    private List<Map<String, Object>> show(List<DomainKey> some) throws IOException {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (DomainKey key : some) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("domain", key.domain());
            one.put("selector", key.selector());
            one.put("kind", key.kind().word());
            one.put("state", key.state().word());
            one.put("published", keys.published(key).word());
            one.put("created", key.created().toString());
            one.put("name", key.name());
            one.put("record", keys.record(key));
            one.put("zone", zoneLine(key.name(), keys.record(key)));
            shown.add(one);
        }
        return shown;
    }

    /** A line for a zone file: strings of at most 255 bytes (RFC 1035 §3.3). */
    static String zoneLine(String name, String record) {
        StringBuilder line = new StringBuilder(name).append(". 3600 IN TXT");
        for (int i = 0; i < record.length(); i += 250) {
            line.append(" \"")
                    .append(record, i, Math.min(record.length(), i + 250))
                    .append('"');
        }
        return line.toString();
    }
}
