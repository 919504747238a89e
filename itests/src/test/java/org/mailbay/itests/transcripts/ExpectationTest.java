package org.mailbay.itests.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** A transcript that cannot fail would prove nothing. */
final class ExpectationTest {
    private final Variables variables = new Variables();
    private final Expectation expectation = new Expectation(variables);

    private List<String> differences(String expected, String actual) {
        return expectation.differences(
                JsonMapper.shared().readTree(expected), JsonMapper.shared().readTree(actual));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | {'a':1.0,'b':2}",
                "{'a':'*'} | {'a':null}",
                "{'a':'!absent'} | {'b':1}",
                "{'only!':true,'a':1} | {'a':1}",
                "['x','...'] | ['y','x']",
                "['any order',1,2] | [2,1]",
                "'~^ab+$' | 'abbb'",
                "'*date' | '2026-11-22T10:00:00Z'",
                "[] | []",
            })
    void matches(String expected, String actual) {
        assertThat(differences(expected.replace('\'', '"'), actual.replace('\'', '"')))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | {'a':2}",
                "{'a':1} | {}",
                "{'a':1} | [1]",
                "{'a':'*'} | {}",
                "{'a':'!absent'} | {'a':null}",
                "{'only!':true,'a':1} | {'a':1,'b':2}",
                "['x','...'] | ['y']",
                "['x'] | ['x','y']",
                "[1,2] | [2,1]",
                "['any order',1,2] | [2,1,3]",
                "'~^ab+$' | 'a'",
                "'*date' | '2026-11-22T10:00:00.500Z '",
                "'*int' | 1.5",
                "null | false",
                "'1' | 1",
            })
    void doesNotMatch(String expected, String actual) {
        assertThat(differences(expected.replace('\'', '"'), actual.replace('\'', '"')))
                .isNotEmpty();
    }

    @Test
    void aNameIsCapturedOnceAndComparedFromThenOn() {
        assertThat(differences("{\"id\":\"${id}\"}", "{\"id\":\"m1\"}")).isEmpty();
        assertThat(differences("[\"${id}\"]", "[\"m1\"]")).isEmpty();
        assertThat(differences("[\"${id}\"]", "[\"m2\"]")).isNotEmpty();
        assertThat(differences("{\"x-${id}\":\"see ${id}\"}", "{\"x-m1\":\"see m1\"}"))
                .isEmpty();
    }

    @Test
    void whatDoesNotMatchCapturesNothing() {
        assertThat(differences("[\"any order\",{\"n\":2,\"id\":\"${two}\"}]", "[{\"n\":1,\"id\":\"a\"}]"))
                .isNotEmpty();
        assertThat(differences(
                        "[\"any order\",{\"id\":\"${two}\",\"n\":2},1]",
                        "[{\"n\":1,\"id\":\"a\"},{\"n\":2,\"id\":\"b\"}]"))
                .isNotEmpty();
        assertThat(differences(
                        "[{\"id\":\"${two}\",\"n\":2},\"...\"]", "[{\"n\":1,\"id\":\"a\"},{\"n\":2,\"id\":\"b\"}]"))
                .isEmpty();
        assertThat(variables.in("${two}")).isEqualTo("b");
    }

    @Test
    void whatIsRepeatedIsNumbered() {
        assertThat(variables
                        .in(JsonMapper.shared().readTree("[{\"repeat!\":2,\"item\":\"x${i}\"},\"y\"]"))
                        .toString())
                .isEqualTo("[\"x1\",\"x2\",\"y\"]");
        assertThat(variables
                        .in(JsonMapper.shared()
                                .readTree("{\"repeat!\":2,\"name\":\"k${i}\",\"value\":{\"n\":\"${i}\"}}"))
                        .toString())
                .isEqualTo("{\"k1\":{\"n\":\"1\"},\"k2\":{\"n\":\"2\"}}");
    }
}
