package org.mailbay.antispam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict.Action;
import org.mailbay.antispam.record.Recorded;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;

class ReplayTest {
    /** Points for each octet of a TXT record, and a reason that names the message's size. */
    private static final Stage ASKS = (phase, candidate, dns) -> {
        int octets = dns.ask("points.example", RecordType.TXT).records(DnsRecord.Text.class).stream()
                .mapToInt(text -> text.text().length())
                .sum();
        return Opinion.points(
                octets,
                candidate.content() == null
                        ? ""
                        : "size " + candidate.content().bytes().size());
    };

    private static List<Recorded> await(Bench bench, String traceId) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            List<Recorded> found = bench.records.find(traceId);
            if (!found.isEmpty()) {
                return found;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private static Map<String, Object> get(Bench bench, Map<String, String> query, String... path) throws Exception {
        return Call.of("GET", List.of(path)).query(query).to(new AntispamResource(bench.pipeline, bench.records));
    }

    @Test
    void theSameStagesSayTheSameWhateverTheDomainNameSystemSaysToday() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.texts.put("points.example", "sixsix");
            bench.stage("asks", 1, ASKS);
            assertThat(bench.judge().action()).isEqualTo(Action.JUNK);
            Recorded recorded = await(bench, "t1").getFirst();
            bench.texts.clear();
            bench.questions.clear();
            int events = bench.events.size();

            Replayed replayed = bench.pipeline.replay(recorded);
            assertThat(replayed.isSame()).isTrue();
            assertThat(replayed.asked()).isEmpty();
            assertThat(bench.questions).isEmpty();
            assertThat(bench.events).as("a replay leaves no trace").hasSize(events);
            assertThat(replayed.show().get("stages").toString())
                    .contains("same=true")
                    .contains("now=points 6.0: size 20")
                    .doesNotContain("same=false");
        }
    }

    @Test
    void aDifferenceIsShownStageByStage() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.texts.put("points.example", "sixsix");
            Stage gone = (phase, candidate, dns) -> Opinion.points(1, "gone tomorrow");
            bench.stage("asks", 1, ASKS);
            bench.stage("gone", 2, gone);
            bench.judge();
            await(bench, "t1");

            bench.rule("gone", Map.of("enabled", false));
            bench.rule("asks", Map.of("weight", 0.5));
            bench.stage("new", 3, (phase, candidate, dns) -> {
                dns.ask("new.example", RecordType.A);
                return Opinion.NONE;
            });
            Map<String, Object> answer = get(bench, Map.of(), "replay", "t1");
            assertThat(answer.get("replays").toString())
                    .contains("then={action=junk, points=7.0")
                    .contains("now={action=accept, points=3.0")
                    .contains("askedAnew=[A new.example]")
                    .contains("stage=gone, same=false, then=points 1.0: gone tomorrow, now=not asked")
                    .contains("stage=new, same=false, then=not asked, now=none");
            assertThat(get(bench, Map.of("limit", "10"), "replay"))
                    .containsEntry("replayed", 1)
                    .extractingByKey("changed")
                    .asString()
                    .contains("trace=t1");
        }
    }

    @Test
    void nothingIsKeptOfAQuestionWhatIf() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("asks", 1, ASKS);
            bench.pipeline.judge(Phase.MESSAGE, Bench.candidate("what-if-1", "\r\n"));
            assertThat(bench.events).isEmpty();
            bench.judge();
            await(bench, "t1");
            assertThat(bench.records.find("what-if-1")).isEmpty();
        }
    }

    @Test
    void whatIsNotRecordedIsSaid() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            assertThatThrownBy(() -> get(bench, Map.of(), "replay", "nobody"))
                    .isInstanceOf(AdminProblem.class)
                    .hasMessage("Nothing is recorded of trace nobody.");
            assertThatThrownBy(() -> get(bench, Map.of("limit", "0"), "replay")).hasMessageContaining("from 1 to 1000");
            assertThatThrownBy(() -> get(bench, Map.of(), "play")).isInstanceOf(AdminProblem.class);
        }
    }

    @Test
    void stagesAreListedInTheirOrder() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("b", 2, ASKS);
            bench.stage("a", 9, Phase.CONNECTION, (phase, candidate, dns) -> Opinion.NONE);
            assertThat(get(bench, Map.of()).get("items").toString())
                    .matches(
                            "\\[\\{stage=b, order=2, phases=\\[MESSAGE\\].*\\{stage=a, order=9, phases=\\[CONNECTION\\].*");
        }
    }
}
