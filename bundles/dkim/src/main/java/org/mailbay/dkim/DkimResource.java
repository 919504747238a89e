package org.mailbay.dkim;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.mailauth.DnsName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/dkim}: keys, with the records to publish. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=dkim")
public final class DkimResource implements AdminResource {
    private static final Need READ = Need.system("dkim.read");
    private static final Need WRITE = Need.system("dkim.write");
    private static final Shape KEYS = Shape.object(field(
            "items",
            Shape.list(Shape.object(
                    field("domain", Shape.text(), "whose mail it signs"),
                    field("selector", Shape.text(), "its name within the domain"),
                    field("kind", Shape.text(), "the algorithm"),
                    field("state", Shape.text(), "whether it waits, signs, or is retired"),
                    field("published", Shape.text(), "what DNS says of it"),
                    field("created", Shape.instant(), "when"),
                    field("name", Shape.text(), "of the DNS record"),
                    field("record", Shape.text(0, 10_000), "what the DNS record has to say"),
                    field("zone", Shape.text(0, 10_000), "the same as a line of a zone file"))),
            "keys"));

    private final DomainKeys keys;

    /** Made by the container. */
    @Activate
    public DkimResource(@Reference DomainKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listDkimKeys", "Lists the keys that mail is signed with")
                        .answers(KEYS)
                        .needs(READ)
                        .by(_ -> answer("")),
                Operation.get("{domain}", "getDkimKeys", "Lists the keys of a domain, with the records to publish")
                        .answers(KEYS)
                        .needs(READ)
                        .by(request -> answer(domain(request))),
                Operation.post("check", "checkDkimKeys", "Looks now which records DNS has")
                        .answers(KEYS)
                        .slow()
                        .needs(WRITE)
                        .by(this::check),
                Operation.post("{domain}/rotate", "rotateDkimKeys", "Makes new keys, which replace the old ones")
                        .answers(KEYS)
                        .needs(WRITE)
                        .by(this::rotate),
                Operation.post("{domain}/{selector}/use", "useDkimKey", "Lets a key sign now, whatever DNS says")
                        .answers(KEYS)
                        .needs(WRITE)
                        .by(this::use),
                Operation.post("{domain}/{selector}/retire", "retireDkimKey", "Ends a key at once")
                        .answers(KEYS)
                        .dangerous()
                        .needs(WRITE)
                        .by(this::retire));
    }

    private AdminResponse answer(String domain) throws IOException {
        return AdminResponse.page(list(domain), null);
    }

    private AdminResponse check(AdminRequest request) throws IOException {
        keys.look();
        return answer("");
    }

    private AdminResponse rotate(AdminRequest request) throws AdminProblem, IOException {
        String domain = domain(request);
        if (keys.all().stream().noneMatch(key -> key.domain().equals(domain))) {
            throw AdminProblem.notFound("There are no keys of " + domain + ".");
        }
        return AdminResponse.page(show(keys.rotate(domain)), null);
    }

    private AdminResponse use(AdminRequest request) throws AdminProblem, IOException {
        DomainKey key = find(request);
        keys.use(key);
        return answer(key.domain());
    }

    private AdminResponse retire(AdminRequest request) throws AdminProblem, IOException {
        DomainKey key = find(request);
        keys.retire(key);
        return answer(key.domain());
    }

    private static String domain(AdminRequest request) throws AdminProblem {
        return DnsName.of(request.variable("domain"))
                .orElseThrow(() -> new AdminProblem(400, "malformed-domain", "This is no domain."));
    }

    private DomainKey find(AdminRequest request) throws AdminProblem, IOException {
        String domain = domain(request);
        String selector = request.variable("selector");
        DomainKey found = keys.all().stream()
                .filter(key -> key.domain().equals(domain) && key.selector().equals(selector))
                .findFirst()
                .orElseThrow(() -> AdminProblem.notFound("There is no such key."));
        if (found.state() == KeyState.RETIRED) {
            throw new AdminProblem(409, "retired", "This key is retired.");
        }
        return found;
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
