package org.mailbay.store.engine.check;

import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.Instant;
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
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/check}: what the continuous check found; {@code POST} checks everything now, or the {@code account} that
 * the body names. No findings mean that it is sound.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/check")
public final class CheckArea implements AdminResource {
    private final SelfCheck check;

    @Activate
    public CheckArea(@Reference SelfCheck check) {
        this.check = check;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getStoreCheck", "Shows what the continuous check found")
                        .needs(Need.system("store.read"))
                        .by(_ -> answer(check.results().all())),
                Operation.post("", "checkStore", "Looks for what is wrong in everything or in an account, now")
                        .takes(Shape.object(optional("account", Shape.text(1, 100), "only this one")))
                        .slow()
                        .needs(Need.system("store.write"))
                        .by(request -> answer(
                                request.has("account")
                                        ? check.look(account(request))
                                        : check.lookAtAll(request.progress()))));
    }

    private AccountId account(AdminRequest request) throws AdminProblem, IOException {
        AccountId account = AccountId.parse(request.text("account"))
                .orElseThrow(() -> new AdminProblem(400, "bad-account", "\"account\" is no account's id."));
        // Of one that is not there nothing can be found, which would look as if it were sound.
        if (!check.isThere(account)) {
            throw new AdminProblem(404, "no-account", "There is no account " + account + ".");
        }
        return account;
    }

    private AdminResponse answer(List<Finding> findings) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("code", finding.code());
            line.put("account", finding.account().toString());
            line.put("detail", finding.detail());
            line.put("proposal", finding.proposal());
            lines.add(line);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("findings", lines);
        body.put("accountsChecked", check.results().accounts());
        Instant last = check.results().lastPass();
        if (last != null) {
            body.put("allCheckedAt", last.toString());
        }
        return AdminResponse.ok(body);
    }
}
