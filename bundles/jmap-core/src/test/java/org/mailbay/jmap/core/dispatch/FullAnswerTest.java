package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.jmap.spi.Method;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** One answer is a megabyte here at most. */
class FullAnswerTest {
    /** RFC 8620 §3.6.2: who is told of an error has changed nothing. */
    @Test
    void aChangeIsAnsweredHoweverFullTheAnswerIs() throws Exception {
        try (Rig rig = new Rig()) {
            rig.models.bind(new Fill());
            for (int left = 0; left < 600; left += 20) {
                JsonNode answers = rig.calls(
                        "[['Fill/get',{'left':" + left + "},'f'],['Note/get',{'accountId':'$a','ids':null},'g'],"
                                + "['Note/set',{'accountId':'$a','create':{'a':{'title':'A'}}},'s'],['Note/set',{'accountId':'$a','destroy':['#a']},'d']]");
                assertThat(answers.get(0).get(0).asString()).isEqualTo("Fill/get");
                if (left == 0) {
                    assertThat(answers.at("/1/1/type").asString()).isEqualTo("requestTooLarge");
                }
                assertThat(answers.at("/2/1/created/a/id").isString())
                        .as("%s bytes left: %s", left, answers.get(2))
                        .isTrue();
                assertThat(answers.at("/3/1/destroyed")).hasSize(1);
            }
            assertThat(rig.call("Note/get", "{'accountId':'$a','ids':null}").get("list"))
                    .isEmpty();
        }
    }

    /** Fills the answer but for some bytes. */
    private static final class Fill implements Method {
        @Override
        public String name() {
            return "Fill/get";
        }

        @Override
        public String capability() {
            return Notes.URN;
        }

        @Override
        public void invoke(Call call, Responses responses) throws MethodError, IOException {
            JsonGenerator out = responses.begin(name());
            out.writeStartObject();
            int frame = "[\"Fill/get\",{\"x\":\"\"},\"f\"]".length();
            out.writeStringProperty(
                    "x",
                    "x".repeat(1_000_000 - frame - call.arguments().get("left").asInt()));
            out.writeEndObject();
        }
    }
}
