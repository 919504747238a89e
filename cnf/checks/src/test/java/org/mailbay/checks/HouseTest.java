package org.mailbay.checks;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** This checkout obeys the law of the house. */
class HouseTest {

    static final List<Rule> RULES = List.of(
            new ReactorRule(),
            new LayersRule(),
            new RuntimeRule(),
            new MetricsRule(),
            new PackagesRule(),
            new CyclesRule(),
            new ExportedTypesRule(),
            new ForbiddenApiRule(),
            new SourcesRule(),
            new PapersRule(),
            new RfcIndexRule(),
            new ClauseRule(),
            new RegressionRule(),
            new SettingsRule(),
            new LinksRule());

    @TestFactory
    Stream<DynamicTest> obeys() throws Exception {
        var house = House.read(Path.of("../..").toRealPath());
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
                    var findings = rule.check(house);
                    if (!findings.isEmpty()) {
                        fail(findings.stream().map(Finding::toString).collect(Collectors.joining("\n", "\n", "")));
                    }
                }));
    }
}
