package org.mailbay.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.canary.Canary;
import org.mailbay.features.canary.Tally;
import org.mailbay.features.exchange.Exchange;
import org.mailbay.features.impact.Effect;
import org.mailbay.features.impact.Impact;
import org.mailbay.features.uses.Uses;
import org.mailbay.net.Serving;
import org.mailbay.net.Serving.Served;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Says beforehand what an operation does; nothing is touched. */
final class Previews {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Exchange exchange;
    private final Gate gate;

    Previews(BundleContext context, ServiceComponentRuntime runtime, Exchange exchange, Gate gate) {
        this.context = context;
        this.runtime = runtime;
        this.exchange = exchange;
        this.gate = gate;
    }

    /** Of an update, or an installation. */
    Map<String, Object> update(byte[] jar) throws AdminProblem, IOException {
        Gate.Seen seen = gate.look(jar);
        Bundle old = seen.old();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", seen.candidate().name());
        said.put("from", old == null ? "" : old.getVersion().toString());
        said.put("to", seen.candidate().version().toString());
        said.put("mode", seen.mode());
        said.put("signature", seen.inspection().said());
        said.put("uses", List.copyOf(seen.inspection().declared().words()));
        said.put("declares", seen.inspection().declares());
        said.put("asksMore", seen.more());
        said.put("asksLess", seen.less());
        said.put("missing", seen.missing());
        said.put(
                "canary",
                old != null
                        && !seen.isExclusive()
                        && mayBeTried(old, seen.inspection().offers()));
        touches(said, old, !seen.isExclusive(), seen.inspection().offers(), "moved");
        said.put("closes", old != null && seen.isExclusive() ? Installed.listens(old) : List.of());
        try {
            gate.pass(seen, false, new Uses(Set.copyOf(seen.more())));
        } catch (AdminProblem e) {
            said.put("refused", Map.of("code", e.code(), "detail", String.valueOf(e.getMessage())));
        }
        return said;
    }

    /** Of a removal, or of disabling. */
    Map<String, Object> removal(Bundle bundle) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", bundle.getSymbolicName());
        said.put("from", bundle.getVersion().toString());
        said.put("mode", "removed");
        touches(said, bundle, false, Set.of(), "parked");
        said.put("closes", Installed.listens(bundle));
        return said;
    }

    private void touches(
            Map<String, Object> said, @Nullable Bundle old, boolean beside, Set<String> offers, String fate) {
        Effect effect = Impact.of(context, runtime, old, beside, offers);
        said.put("affected", old == null ? List.of() : exchange.draggedAlong(old));
        said.put("components", effect.said());
        said.put("sessions", old == null ? List.of() : sessions(old, fate));
        said.put("users", old == null ? List.of() : Installed.users(old));
    }

    /** The connections that move to the next revision, wait for one, or are closed: how many of each protocol. */
    private List<Map<String, Object>> sessions(Bundle bundle, String fate) {
        boolean ownsSockets = Installed.services(bundle).stream()
                .anyMatch(service -> List.of((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .contains(Serving.class.getName()));
        Tally tally = new Tally(context);
        List<Map<String, Object>> sessions = new ArrayList<>();
        for (Bundle serving : ownsSockets ? List.of(context.getBundles()) : List.of(bundle)) {
            for (Served served : tally.served(serving)) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("protocol", served.protocol());
                line.put("connections", served.connections());
                line.put("fate", ownsSockets ? "closed" : fate);
                sessions.add(line);
            }
        }
        return sessions;
    }

    private boolean mayBeTried(Bundle old, Set<String> offers) {
        try {
            Canary.check(context, old, offers);
            return true;
        } catch (AdminProblem e) {
            return false;
        }
    }
}
