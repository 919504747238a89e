package org.mailbay.routing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.mime.Address;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.TraceId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /admin/v1/what-if}: what would become of mail, without any. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=what-if")
public final class WhatIf implements AdminResource {
    /** What ids of candidates begin with that nobody sent: whoever remembers, forgets those. */
    static final String PREFIX = "what-if-";

    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final int SHOWN_TARGETS = 100;
    private static final int SHOWN_DESTINATIONS = 10;

    private final AddressRouter router;
    private final Swappable<Transport> transports = new Swappable<>("transport");
    private final Swappable<Antispam> pipelines = new Swappable<>("antispam");
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public WhatIf(@Reference AddressRouter router) {
        this(router, InstantSource.system());
    }

    /** With another clock, for tests. */
    WhatIf(AddressRouter router, InstantSource clock) {
        this.router = router;
        this.clock = clock;
    }

    @Reference(
            target = "(" + Transport.NAME + "=smtp)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindTransport(Transport transport) {
        transports.bind(transport);
    }

    void unbindTransport(Transport transport) {
        transports.unbind(transport, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAntispam(Antispam antispam) {
        pipelines.bind(antispam);
    }

    void unbindAntispam(Antispam antispam) {
        pipelines.unbind(antispam, DRAIN);
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "askWhatIf", "Says what would become of mail from somebody to somebody")
                .query("from", Shape.text(0, 320), "who sends it; <> or nothing for a bounce")
                .query("to", Shape.text(1, 320), "who is to get it")
                .query("client", Shape.text(0, 50), "IP address that it comes from: also asks what judges mail")
                .query("helo", Shape.text(0, 255), "what that client calls itself")
                .needs(Need.system("routing.read"))
                .by(this::answer));
    }

    private AdminResponse answer(AdminRequest request) throws AdminProblem {
        String from = bare(request.query("from", ""));
        String to = bare(request.query("to", ""));
        if (!from.isEmpty() && Address.parse(from).isEmpty()) {
            throw AdminProblem.malformedParameter("from", "\"" + from + "\" is no address.");
        }
        if (to.isEmpty()) {
            throw AdminProblem.malformedParameter("to", "To whom? \"to\" is an address.");
        }
        Routing routing = router.route(from, to);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("from", from);
        shown.put("to", to);
        shown.put("answer", answer(routing));
        shown.put("steps", routing.steps());
        List<Target> targets = targets(routing);
        shown.put(
                "targets",
                targets.stream().limit(SHOWN_TARGETS).map(WhatIf::show).toList());
        shown.put("targetCount", targets.size());
        shown.put("transport", explained(targets));
        String client = request.query("client", "");
        shown.put(
                "antispam", client.isEmpty() ? List.of() : judged(client(client), request.query("helo", ""), from, to));
        return AdminResponse.ok(shown);
    }

    private static String bare(String path) {
        return path.startsWith("<") && path.endsWith(">") ? path.substring(1, path.length() - 1) : path;
    }

    private static String answer(Routing routing) {
        return switch (routing) {
            case Routing.Ours ignored -> "taken from anybody";
            case Routing.Elsewhere ignored -> "taken only from who has logged in";
            case Routing.Refused(String status, String why, List<String> ignored) -> "refused: " + status + ' ' + why;
        };
    }

    private static List<Target> targets(Routing routing) {
        return switch (routing) {
            case Routing.Ours(List<Target> targets, List<String> ignored) -> targets;
            case Routing.Elsewhere(Target.Remote target, List<String> ignored) -> List.of(target);
            case Routing.Refused ignored -> List.of();
        };
    }

    private static Map<String, Object> show(Target target) {
        Map<String, Object> shown = new LinkedHashMap<>();
        switch (target) {
            case Target.Mailbox mailbox -> {
                shown.put("address", mailbox.address());
                shown.put("mailbox", mailbox.principal().address());
            }
            case Target.Remote remote -> {
                shown.put("address", remote.address());
                shown.put("sender", remote.sender());
                shown.put("via", remote.via().isEmpty() ? "mx" : remote.via());
            }
        }
        return shown;
    }

    private List<Map<String, Object>> explained(List<Target> targets) {
        Set<String> destinations = new LinkedHashSet<>();
        for (Target target : targets) {
            if (destinations.size() < SHOWN_DESTINATIONS
                    && target instanceof Target.Remote(String address, String ignored, String via, String fields)) {
                destinations.add(
                        via.equals(Destination.MX)
                                ? Address.parse(address).orElseThrow().domain().ascii()
                                : via);
            }
        }
        List<Map<String, Object>> shown = new ArrayList<>();
        for (String destination : destinations) {
            shown.add(Map.of("destination", destination, "lines", explained(destination)));
        }
        return shown;
    }

    private List<String> explained(String destination) {
        try (Lease<Transport> lease = transports.acquire(Duration.ZERO)) {
            return lease.service().explain(destination);
        } catch (AwayException e) {
            return List.of("nothing carries mail to other servers now");
        }
    }

    private static InetAddress client(String text) throws AdminProblem {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw AdminProblem.malformedParameter("client", "\"client\" is an IP address.");
        }
    }

    private List<Map<String, Object>> judged(InetAddress client, String helo, String from, String to) {
        try (Lease<Antispam> lease = pipelines.acquire(Duration.ZERO)) {
            Instant now = clock.instant();
            Candidate.Client who = new Candidate.Client(client, helo, "", machineName());
            String id = PREFIX + TraceId.of(now, random);
            Antispam antispam = lease.service();
            Verdict connection =
                    antispam.judge(Phase.CONNECTION, new Candidate(id, now, who, "", List.of(), null, List.of()));
            Verdict recipient =
                    antispam.judge(Phase.RECIPIENT, new Candidate(id, now, who, from, List.of(to), null, List.of()));
            return List.of(show(Phase.CONNECTION, connection), show(Phase.RECIPIENT, recipient));
        } catch (AwayException e) {
            return List.of();
        }
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Map<String, Object> show(Phase phase, Verdict verdict) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("phase", phase.name());
        shown.put("action", verdict.action().name());
        shown.put("points", verdict.points());
        shown.put("status", verdict.status());
        shown.put("reply", verdict.reply());
        List<Map<String, Object>> opinions = new ArrayList<>();
        for (Verdict.Said said : verdict.opinions()) {
            Map<String, Object> opinion = new LinkedHashMap<>();
            opinion.put("stage", said.stage());
            opinion.put("advice", said.opinion().advice().name());
            opinion.put("points", said.opinion().points());
            opinion.put("reason", said.opinion().reason());
            opinion.put("micros", said.micros());
            opinion.put("failure", said.failure());
            opinions.add(opinion);
        }
        shown.put("opinions", opinions);
        return shown;
    }
}
