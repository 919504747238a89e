package org.mailbay.antispam.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.testkit.Configurations;

class DnsblStageTest implements StageContract {
    private final Map<String, String> zone = new HashMap<>();
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    private static AddressList list(String name, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("zone", name + ".example"));
        all.putAll(settings);
        return new AddressList(
                Configurations.of(AddressList.Config.class, all), Map.of("service.pid", "antispam.dnsbl~" + name));
    }

    @Override
    public Stage stage() {
        return new DnsblStage(List.of(list("black", Map.of("refuse", true)), list("white", Map.of("allow", true))));
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.CONNECTION, Phase.MESSAGE);
    }

    private Answer answer(String name, RecordType type) {
        asked.add(name);
        String found = zone.get(name);
        if (found == null) {
            return new Answer(name, type, Answer.Status.NO_NAME, false, List.of(), Duration.ZERO, "");
        }
        if (found.isEmpty()) {
            return new Answer(name, type, Answer.Status.FAILED, false, List.of(), Duration.ZERO, "SERVFAIL");
        }
        List<DnsRecord> records = Arrays.stream(found.split(" "))
                .<DnsRecord>map(text -> new DnsRecord.Address(InetAddress.ofLiteral(text)))
                .toList();
        return new Answer(name, type, Answer.Status.FOUND, false, records, Duration.ZERO, "");
    }

    private Opinion judge(String client, AddressList... lists) throws Exception {
        Candidate candidate = new Candidate(
                "t",
                Instant.EPOCH,
                new Candidate.Client(InetAddress.ofLiteral(client), "h", "", "mx.example"),
                "",
                List.of(),
                null,
                List.of());
        return new DnsblStage(List.of(lists)).judge(Phase.CONNECTION, candidate, this::answer);
    }

    @Test
    void addressesAreReversed() throws Exception {
        zone.put("9.2.0.203.black.example", "127.0.0.2");
        zone.put("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.a.2.black.example", "127.0.0.3");
        Opinion four = judge("203.0.2.9", list("black", Map.of()));
        assertThat(four.points()).isEqualTo(3);
        assertThat(four.reason()).isEqualTo("listed by black.example (127.0.0.2)");
        assertThat(judge("2a01:db8:1:2:3:4:567:89ab", list("black", Map.of("points", 1.5)))
                        .points())
                .isEqualTo(1.5);
        assertThat(judge("203.0.2.10", list("black", Map.of())).advice()).isEqualTo(Advice.NONE);
    }

    @Test
    void onlyCodesThatWereNamedCount() throws Exception {
        zone.put("1.2.0.203.black.example", "127.0.0.4");
        zone.put("2.2.0.203.black.example", "127.0.0.8 127.0.0.10");
        zone.put("3.2.0.203.black.example", "127.0.0.9");
        AddressList list = list("black", Map.of("codes", new String[] {"127.0.0.2-7", "127.0.0.10=0.5"}));
        assertThat(judge("203.0.2.1", list).points()).isEqualTo(3);
        assertThat(judge("203.0.2.2", list).points()).isEqualTo(0.5);
        assertThat(judge("203.0.2.3", list).advice()).isEqualTo(Advice.NONE);
        assertThatThrownBy(() -> list("black", Map.of("codes", new String[] {"10.0.0.1"})))
                .hasMessage("\"10.0.0.1\" is no code of a list");
        assertThatThrownBy(() -> list("black", Map.of("codes", new String[] {"127.0.0.9-2"})))
                .hasMessageContaining("no code");
        assertThatThrownBy(() -> list("black", Map.of("zone", "a..b"))).hasMessageContaining("zone is no name");
    }

    @Test
    void aListMayRefuseAndAnotherMaySpeakForTheClient() throws Exception {
        AddressList black = list("black", Map.of("refuse", true));
        AddressList white = list("white", Map.of("allow", true, "points", 2.0));
        zone.put("1.2.0.203.black.example", "127.0.0.4");
        Opinion refused = judge("203.0.2.1", black, white);
        assertThat(refused.advice()).isEqualTo(Advice.REFUSE);
        assertThat(refused.reason()).isEqualTo("Your address is listed by black.example (127.0.0.4)");

        zone.put("1.2.0.203.white.example", "127.0.10.1");
        Opinion allowed = judge("203.0.2.1", black, white);
        assertThat(allowed.advice()).isEqualTo(Advice.POINTS);
        assertThat(allowed.points()).isEqualTo(1);
        AuthResult result = allowed.results().getFirst();
        assertThat(result.method() + "=" + result.result() + " " + result.properties())
                .isEqualTo("dnswl=pass {dns.zone=white.example, policy.ip=127.0.10.1, dns.sec=no}");
    }

    @Test
    void whatCannotBeBelievedDoesNotCount() throws Exception {
        AddressList black = list("black", Map.of("refuse", true));
        zone.put("1.2.0.203.black.example", "203.0.113.80");
        assertThat(judge("203.0.2.1", black).advice()).as("a hijacked zone").isEqualTo(Advice.NONE);
        zone.put("1.2.0.203.black.example", "127.255.255.254");
        assertThat(judge("203.0.2.1", black).reason())
                .isEqualTo("black.example refuses our questions (127.255.255.254)");
        zone.put("1.2.0.203.black.example", "");
        assertThat(judge("203.0.2.1", black).reason()).isEqualTo("black.example does not answer");
        zone.put("1.2.0.203.black.example", "127.0.0.2");
        zone.put("1.0.0.127.black.example", "127.0.0.2");
        assertThat(judge("203.0.2.1", black).reason()).isEqualTo("black.example lists everybody");
    }

    @Test
    void healthNamesAListThatIsOfNoUse() throws Exception {
        DnsblStage stage = new DnsblStage(List.of(list("black", Map.of())));
        Candidate candidate = new Candidate(
                "t",
                Instant.EPOCH,
                new Candidate.Client(InetAddress.ofLiteral("203.0.2.1"), "h", "", "mx.example"),
                "",
                List.of(),
                null,
                List.of());
        zone.put("1.2.0.203.black.example", "");
        stage.judge(Phase.CONNECTION, candidate, this::answer);
        assertThat(stage.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(stage.execute().toString()).contains("black.example does not answer");
        zone.clear();
        stage.judge(Phase.CONNECTION, candidate, this::answer);
        assertThat(stage.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void addressesThatAreNotRoutedAreNotLookedUp() throws Exception {
        for (String client :
                List.of("127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fe80::1", "fd00::1", "100.64.0.1")) {
            assertThat(judge(client, list("black", Map.of())).advice()).isEqualTo(Advice.NONE);
        }
        assertThat(asked).isEmpty();
    }
}
