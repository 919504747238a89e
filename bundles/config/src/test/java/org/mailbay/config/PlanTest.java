package org.mailbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says, and how a wrong one is refused. */
class PlanTest {
    private static final String METATYPE = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
              <OCD id="h" name="HTTP" description="Where HTTP listens.">
                <AD id="host" type="String" name="Host" default=""/>
                <AD id="port" type="Integer" name="Port" min="0" max="65535" default="80"/>
                <AD id="maxBytes" type="Long" name="Max" default="5"/>
                <AD id="ratio" type="Double" name="Ratio" default="0.5"/>
                <AD id="on" type="Boolean" name="On" default="true"/>
                <AD id="names" type="String" cardinality="2147483647" name="Names"/>
                <AD id="adminPassword" type="String" name="P" required="false"/>
                <AD id="mode" type="String" name="Mode" default="fast"><Option label="f" value="fast"/><Option label="s" value="slow"/></AD>
              </OCD>
              <OCD id="l" name="Listener"><AD id="protocol" type="String" name="Protocol" description="The protocol's name."/>
                <AD id="port" type="Integer" name="Port" default="0"/></OCD>
              <OCD id="c" name="Core"><AD id="limit" type="Integer" name="Limit" default="1"/></OCD>
              <Designate pid="http"><Object ocdref="h"/></Designate>
              <Designate factoryPid="net.listener"><Object ocdref="l"/></Designate>
              <Designate pid="jmap.core"><Object ocdref="c"/></Designate>
              <Designate pid="jmap"><Object ocdref="c"/></Designate>
            </metatype:MetaData>
            """;

    @Test
    void tablesAreComponentsAndValuesHaveTheirTypes() throws Exception {
        Map<String, Table> plan = plan("""
                [http]
                host = "::1"
                port = 8080
                maxBytes = 99999999999
                ratio = 1
                on = false
                names = ["a", "b"]
                [jmap]
                limit = 2
                [jmap.core]
                limit = 3
                """);
        assertThat(plan).containsOnlyKeys("http", "jmap", "jmap.core");
        Map<String, Object> http = plan.get("http").values();
        assertThat(http)
                .containsEntry("host", "::1")
                .containsEntry("port", 8080)
                .containsEntry("maxBytes", 99999999999L)
                .containsEntry("ratio", 1.0)
                .containsEntry("on", false);
        assertThat((String[]) http.get("names")).containsExactly("a", "b");
        assertThat(plan.get("jmap.core").values()).containsEntry("limit", 3);
    }

    @Test
    void theFileOverlaysDefaultsKeyByKeyAndTakesInstancesAway() throws Exception {
        String defaults = """
                [net.listener.smtp]
                protocol = "smtp"
                port = 25
                [net.listener.lmtp]
                protocol = "lmtp"
                [absent.feature]
                x = 1
                """;
        Map<String, Table> plan = plan(defaults, """
                [net.listener.smtp]
                port = 2525
                [net.listener.lmtp]
                enabled = false
                """);
        assertThat(plan).containsOnlyKeys("net.listener~smtp");
        Table smtp = plan.get("net.listener~smtp");
        assertThat(smtp.values()).containsEntry("protocol", "smtp").containsEntry("port", 2525);
        assertThat(smtp.origins()).containsEntry("protocol", "defaults").containsEntry("port", "file");
        assertThat(plan(defaults, null)).containsOnlyKeys("net.listener~smtp", "net.listener~lmtp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[http]#prt = 1                       | file, line 2: [http] has no key \"prt\"; did you mean \"port\"?",
                "[http]#max_bytes = 1                 | file, line 2: [http] has no key \"max_bytes\"; did you mean \"maxBytes\"?",
                "[htp]#port = 1                       | file, line 1: no installed feature has a table [htp]; did you mean \"http\"?",
                "[jmap.cor]#limit = 1                 | file, line 1: no installed feature has a table [jmap.cor]; did you mean \"jmap.core\"?",
                "#http.prt = 1                        | file, line 2: [http] has no key \"prt\"; did you mean \"port\"?",
                "port = 1                             | file, line 1: \"port\" stands outside of a table",
                "[http]#port = \"80\"                 | file, line 2: \"port\" in [http] must be a whole number, not \"80\"",
                "[http]#port = 1.5                    | file, line 2: \"port\" in [http] must be a whole number, not 1.5",
                "[http]#port = 99999999999            | file, line 2: \"port\" in [http] must be a whole number, not 99999999999",
                "[http]#port = 65536                  | file, line 2: \"port\" in [http] must be from 0 to 65535, not 65536",
                "[http]#on = \"yes\"                  | file, line 2: \"on\" in [http] must be true or false, not \"yes\"",
                "[http]#names = \"a\"                 | file, line 2: \"names\" in [http] is a list: write [\"a\"]",
                "[http]#mode = \"slaw\"               | file, line 2: \"mode\" in [http] must be one of fast, slow, not \"slaw\"; did you mean \"slow\"?",
                "[http]#adminPassword = 12345         | file, line 2: \"adminPassword\" in [http] must be a text, in quotes",
                "[net.listener.smtp]#port = 25        | file, line 1: [net.listener.smtp] needs \"protocol\": The protocol's name.",
                "[net.listener]#port = 25             | file, line 2: [net.listener] is one table for each: write [net.listener.NAME] and \"port\" below it",
                "[net.listener.\"a b\"]#port = 25     | file, line 1: \"a b\" is no name",
                "[net.listener.x]#enabled = \"no\"    | file, line 2: \"enabled\" must be true or false, not \"no\"",
                "[http]#port = 1#port = 2             | file, line 3: not TOML at \"port\": Duplicate key",
                "[http]#port = 1#port = 2#on = true   | file, line 3: not TOML at \"port\": Duplicate key",
                "[http]#port = 1#[http]#on = true     | file, line 3: not TOML at [http]: Table redefined",
                "[http]#host = \"a#port = 1          | file, line 2: not TOML at \"host\": ",
                "[http]#port =                        | file, line 2: not TOML",
                "[http]#host = \"\"\"#prt = 1#\"\"\"#prt = 2 | file, line 5: [http] has no key \"prt\""
            })
    void aWrongFileIsRefusedWithLineAndSuggestion(String text, String sentence) {
        assertThatThrownBy(() -> plan(text.replace('#', '\n')))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void aSecretIsNotRepeated() {
        assertThatThrownBy(() -> plan("[http]\nadminPassword = 12345\n"))
                .message()
                .doesNotContain("12345");
    }

    @Test
    void distanceIsThatOfLevenshtein() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("abc", "abc")).isZero();
    }

    private static Map<String, Table> plan(String file) throws Exception {
        return plan(null, file);
    }

    private static Map<String, Table> plan(@Nullable String defaults, @Nullable String file) throws Exception {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        Metatype.read("org.mailbay.test", new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)))
                .forEach(schema -> schemas.put(schema.pid(), schema));
        List<TomlText> brought = new ArrayList<>();
        if (defaults != null) {
            brought.add(TomlText.parse("defaults", defaults));
        }
        return Plan.of(Schemas.of(schemas, brought), file == null ? null : TomlText.parse("file", file));
    }
}
