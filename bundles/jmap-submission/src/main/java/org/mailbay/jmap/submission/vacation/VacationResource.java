package org.mailbay.jmap.submission.vacation;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.instant;
import static org.mailbay.admin.spi.Shape.lines;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.Directory;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /admin/v1/self/vacation}: the same object as VacationResponse (RFC 8621 §8), for who has no JMAP client: the console. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=self/vacation")
public final class VacationResource implements AdminResource {
    private static final Shape BODY = lines(0, 250_000);
    private static final Shape.Fields CHANGES = object(
            optional("isEnabled", flag(), "whether whoever writes is answered"),
            optional("fromDate", instant(), "from when on; without, from now on"),
            optional("toDate", instant(), "until when; without, until it is turned off"),
            optional("subject", text(0, 1_000), "of the answer"),
            optional("textBody", BODY, "the answer"));
    private static final Shape.Fields SHOWN = object(
            field("isEnabled", flag(), "whether whoever writes is answered"),
            optional("fromDate", instant(), "from when on"),
            optional("toDate", instant(), "until when"),
            optional("subject", text(0, 1_000), "of the answer"),
            optional("textBody", BODY, "the answer"),
            optional("htmlBody", BODY, "the answer as HTML, when a mail program has set one"));

    private final Store store;
    private final Directory directory;

    @Activate
    public VacationResource(@Reference Store store, @Reference Directory directory) {
        this.store = store;
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getOwnVacation", "Shows what who writes to you is answered while you are away")
                        .answers(SHOWN)
                        .needs(Need.user("self.read"))
                        .by(request -> AdminResponse.ok(show(account(request)))),
                Operation.patch("", "updateOwnVacation", "Says what who writes to you is answered while you are away")
                        .takes(CHANGES)
                        .answers(SHOWN)
                        .needs(Need.user("self.write"))
                        .by(this::change));
    }

    private Account account(AdminRequest request) throws AdminProblem, IOException {
        return store.account(directory
                        .principal(request.actor().name())
                        .filter(principal ->
                                principal.tenant().equals(request.actor().tenant()))
                        .orElseThrow(() -> AdminProblem.notFound("You are no user of this server."))
                        .account())
                .orElseThrow(() -> AdminProblem.notFound("You have no mailbox."));
    }

    private static Map<String, Object> show(Account account) throws IOException {
        Optional<ObjectId> stored = VacationType.stored(account.snapshot());
        byte[] bytes = stored.isEmpty() ? null : account.bytes(stored.get());
        ObjectNode vacation = bytes == null ? VacationType.fresh() : StoredJson.read(bytes);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("isEnabled", vacation.path("isEnabled").asBoolean());
        for (String name : List.of("fromDate", "toDate", "subject", "textBody", "htmlBody")) {
            JsonNode value = vacation.path(name);
            if (value.isString()) {
                shown.put(name, value.stringValue());
            }
        }
        return shown;
    }

    private AdminResponse change(AdminRequest request) throws AdminProblem, IOException {
        Account account = account(request);
        try {
            ObjectNode body = JsonMapper.shared().valueToTree(request.body());
            Patch patch = Patch.of(body);
            account.<Boolean, SetError>write(tx -> {
                new VacationChanger().update(tx, Types.VACATION.id(1), patch);
                return true;
            });
        } catch (SetError e) {
            String field = e.properties().isEmpty() ? "" : e.properties().getFirst();
            throw AdminProblem.malformed(field, field + ": " + e.description());
        }
        return AdminResponse.ok(show(account));
    }
}
