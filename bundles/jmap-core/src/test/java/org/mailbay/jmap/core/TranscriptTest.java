package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailbay.jmap.core.request.RequestProblem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dialogues of a client with the server, a file each, named after the RFC and the point.
 *
 * <p>{@code C:} are method calls, or a whole request; {@code S:} what comes back. In what comes back the string {@code *} stands for
 * anything, and members that are not named may be there unless the object is empty.
 */
class TranscriptTest {
    static Stream<Path> transcripts() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(TranscriptTest.class.getResource("transcripts"))
                .toURI());
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void goesAsWritten(Path file) throws IOException, RequestProblem {
        try (Rig rig = new Rig()) {
            String[] steps = Files.readString(file).split("(?m)^C:");
            assertThat(steps.length).isGreaterThan(1);
            for (int i = 1; i < steps.length; i++) {
                String[] sides = steps[i].split("(?m)^S:");
                assertThat(sides).as("a client's and a server's line").hasSize(2);
                JsonNode expected = JsonMapper.shared()
                        .readTree(sides[1].replaceAll("(?m)^#.*", "")
                                .replace('\'', '"')
                                .replace("$a", rig.account.id().toString()));
                JsonNode got = answer(rig, sides[0].strip());
                assertThat(matches(expected, got))
                        .as("%s, step %s%ngot      %s%nexpected %s", file.getFileName(), i, got, expected)
                        .isTrue();
            }
        }
    }

    private static JsonNode answer(Rig rig, String text) throws IOException, RequestProblem {
        if (text.startsWith("[")) {
            return rig.calls(text);
        }
        try {
            return rig.request(
                    text.replace('\'', '"').replace("$a", rig.account.id().toString()));
        } catch (RequestProblem problem) {
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("status", problem.status())
                    .put("type", problem.type())
                    .put("limit", problem.limit());
        }
    }

    private static boolean matches(JsonNode expected, JsonNode got) {
        if (expected.isString() && expected.stringValue().equals("*")) {
            return true;
        }
        if (expected.isObject() && got.isObject() && !expected.isEmpty()) {
            for (String name : expected.propertyNames()) {
                if (!got.has(name) || !matches(expected.get(name), got.get(name))) {
                    return false;
                }
            }
            return true;
        }
        if (expected.isArray() && got.isArray() && expected.size() == got.size()) {
            for (int i = 0; i < expected.size(); i++) {
                if (!matches(expected.get(i), got.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return expected.isNumber() && got.isNumber() ? expected.asDouble() == got.asDouble() : expected.equals(got);
    }
}
