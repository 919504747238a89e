package org.mailbay.antispam.dnsbl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.dnsbl.AddressList.Finding;
import org.mailbay.antispam.dnsbl.AddressList.State;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Asks lists about the client's address (RFC 5782), all at once: after EHLO, when it may be refused, and again with the message, when points count.
 *
 * <p>There only while a list is configured.
 */
@Component(
        service = {HealthCheck.class, MetricSource.class},
        immediate = true,
        property = {"hc.name=DNS lists", "hc.tags=mailbay"})
public final class DnsblStage implements Stage, HealthCheck, MetricSource {
    private static final int ORDER = 10;

    private final List<AddressList> lists;
    private final Tally tally = new Tally();
    private @Nullable ServiceRegistration<Stage> registration;

    @Activate
    public DnsblStage(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<AddressList> lists) {
        this.lists =
                lists.stream().sorted(Comparator.comparing(AddressList::name)).toList();
    }

    /** Nobody is asked to wait for a stage that has nothing to ask. */
    @Activate
    void start(BundleContext context) {
        if (!lists.isEmpty()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(Stage.NAME, "dnsbl");
            properties.put(Stage.ORDER, ORDER);
            properties.put(Stage.PHASES, new String[] {Phase.CONNECTION.name(), Phase.MESSAGE.name()});
            registration = context.registerService(Stage.class, this, properties);
        }
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws Exception {
        InetAddress address = candidate.client().address();
        if (!Reversed.isPublic(address)) {
            return Opinion.none("an address that no list knows of");
        }
        List<Finding> findings = ask(address, dns);
        findings.forEach(tally::found);
        List<Finding> listed = findings.stream()
                .filter(finding -> finding.state() == State.LISTED)
                .toList();
        return opinion(listed, reason(findings)).with(results(listed, address));
    }

    private List<Finding> ask(InetAddress address, Resolver dns) throws InterruptedException {
        List<Callable<Finding>> questions = lists.stream()
                .map(list -> (Callable<Finding>) () -> list.find(address, dns))
                .toList();
        List<Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("antispam-dnsbl-", 0).factory())) {
            for (Future<Finding> answer : threads.invokeAll(questions)) {
                findings.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return findings;
    }

    private static String reason(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() != State.NOT_LISTED)
                .map(finding -> finding.state() == State.LISTED
                        ? "listed by " + finding.list().zone() + " (" + finding.code() + ")"
                        : finding.list().zone() + " " + finding.why())
                .collect(Collectors.joining(", "));
    }

    private static Opinion opinion(List<Finding> listed, String reason) {
        boolean isAllowed = listed.stream().anyMatch(finding -> finding.list().allows());
        List<Finding> refusing =
                listed.stream().filter(finding -> finding.list().refuses()).toList();
        if (!isAllowed && !refusing.isEmpty()) {
            return Opinion.refuse("5.7.1", "Your address is " + reason(refusing)); // RFC 5782 §6.1: say by which
        }
        double points = listed.stream().mapToDouble(Finding::points).sum();
        return listed.isEmpty() ? Opinion.none(reason) : Opinion.points(points, reason);
    }

    /** RFC 8904 §3: what lists of good ones say. */
    private static List<AuthResult> results(List<Finding> listed, InetAddress address) {
        return listed.stream()
                .filter(finding -> finding.list().allows())
                .map(finding -> {
                    SequencedMap<String, String> properties = new LinkedHashMap<>();
                    properties.put("dns.zone", finding.list().zone());
                    properties.put("policy.ip", finding.code());
                    properties.put("dns.sec", finding.authentic() ? "yes" : "no");
                    return new AuthResult("dnswl", "pass", "", properties);
                })
                .toList();
    }

    @Override
    public Result execute() {
        String trouble = tally.trouble();
        return trouble.isEmpty()
                ? new Result(Result.Status.OK, lists.size() + " lists are asked")
                : new Result(Result.Status.WARN, trouble);
    }

    @Override
    public void measure(Metrics out) {
        tally.measure(out);
    }
}
